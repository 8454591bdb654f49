# cn completion for bash. Load it with: source <(cn completion bash)
_cn_complete() {
  local IFS=$'\n'
  COMPREPLY=($(cn "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null))
}
complete -o default -F _cn_complete cn
