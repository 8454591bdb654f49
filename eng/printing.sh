#!/usr/bin/env bash
# Finds what the tests of printed cards need: fonts for all scripts, poppler's tools to look at a PDF, and a reader of QR
# codes. Installs what is missing, or says what to install. With arguments WIDTH HEIGHT FILE it reads the QR code in a
# picture of that many pixels, four bytes each (red, green, blue, alpha), and prints its text.
#
# Fonts and poppler's tools come from Debian's or Ubuntu's packages, the reader from npm; none is kept in the repository.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

packages=(fonts-noto-core fonts-noto-cjk poppler-utils)
reader=jsqr
reader_version=1.4.0

has_font() {
  local folder
  for folder in "$HOME/.fonts" "$HOME/.local/share/fonts" /usr/local/share/fonts /usr/share/fonts; do
    [ -d "$folder" ] && [ -n "$(find "$folder" -name "$1" -print -quit 2>/dev/null)" ] && return
  done
  return 1
}

has_fonts_and_tools() {
  has_font NotoSans-Regular.ttf && has_font 'NotoSansCJK-Regular.*' && has pdftotext && has pdftoppm && has pdfinfo
}

has_reader() { [ -f "$npm_folder/node_modules/$reader/package.json" ] && has node; }

if ! has_fonts_and_tools || ! has_reader; then
  take_turns
  if ! has_fonts_and_tools && may_install; then
    refresh_packages
    install_packages "${packages[@]}"
  fi
  if ! has_fonts_and_tools; then
    say "Fonts or poppler's tools are missing. Install them (on Debian: apt-get install ${packages[*]}), then run this again."
    exit 1
  fi
  if ! has_reader && { ! ensure_npm || ! install_npm "$reader" "$reader_version"; }; then
    say "The reader of QR codes could not be installed. Install npm (on Debian: apt-get install npm)."
    exit 1
  fi
  exec 9>&-
fi

[ $# = 0 ] && exit
cd "$npm_folder"
exec node -e '
  const { readFileSync } = require("fs");
  const [width, height, file] = process.argv.slice(1);
  const found = require("jsqr")(new Uint8ClampedArray(readFileSync(file)), Number(width), Number(height));
  if (!found) { console.error("There is no QR code in the picture."); process.exit(1); }
  process.stdout.write(found.data);' "$@"
