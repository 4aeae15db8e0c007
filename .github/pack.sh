#!/usr/bin/env bash
# Packs the archive of one system into dist/: .github/pack.sh NAME PROGRAM VENDORED
# NAME is the archive's, without its ending; VENDORED is where `cargo vendor` put the sources of the dependencies.
set -euo pipefail
name=$1 program=$2 vendored=$3
folder=$(mktemp -d)/$name
mkdir -p "$folder/licences" "$folder/手引き" dist

if [ -f "$program.exe" ]; then cp "$program.exe" "$folder/shiryo.exe"; else cp "$program" "$folder/shiryo"; fi
cp LICENSE-MIT LICENSE-APACHE "$folder/licences/"
cp fonts/OFL.txt "$folder/licences/OFL-fonts.txt"
# The licences of everything that is compiled in.
find "$vendored" -mindepth 2 -maxdepth 2 -type f \( -iname 'licen[sc]e*' -o -iname 'copying*' -o -iname 'notice*' \) | LC_ALL=C sort |
  while read -r file; do
    printf '\n===== %s\n\n' "${file#"$vendored"/}"
    cat "$file"
  done >"$folder/licences/dependencies.txt"

# As a page, which a double click opens.
{
  printf '<!DOCTYPE html>\n<html lang="ja">\n<meta charset="utf-8">\n<title>shiryo 手引き</title>\n'
  printf '<style>body { max-width: 50em; margin: 2em auto; padding: 0 1em; line-height: 1.8 } img { max-width: 100%% } '
  printf 'table { border-collapse: collapse } th, td { border: 1px solid; padding: 0.2em 0.6em; text-align: left }</style>\n'
  # Headings get the names by which the list of contents leads to them.
  npx --yes marked@18.2.1 --gfm -i docs/手引き.md | node -e '
    const name = text => text.replace(/<[^>]*>/g, "").toLowerCase().replace(/[^\p{L}\p{N}\- ]/gu, "").replace(/ /g, "-");
    const page = require("fs").readFileSync(0, "utf8");
    process.stdout.write(page.replace(/<h([1-6])>(.*?)<\/h/g, (_, level, text) => `<h${level} id="${name(text)}">${text}</h`));'
} >"$folder/手引き/手引き.html"
cp -r docs/images "$folder/手引き/images"

parent=$(dirname "$folder")
out=$PWD/dist
if [ -f "$folder/shiryo.exe" ]; then
  (cd "$parent" && 7z a -bso0 -tzip -mcu=on "$out/$name.zip" "$name")
else
  tar -C "$parent" -czf "$out/$name.tar.gz" "$name"
fi
ls -l dist
