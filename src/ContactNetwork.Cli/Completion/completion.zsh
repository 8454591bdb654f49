#compdef cn
# cn completion for zsh. Load it with: source <(cn completion zsh)
_cn() {
  local -a words_of_cn
  words_of_cn=("${(@f)$(cn "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
  if [[ -n "${words_of_cn[1]}" ]]; then
    compadd -- "${words_of_cn[@]}"
  else
    _files
  fi
}
compdef _cn cn
