#!/usr/bin/env bash
# shiryo.exe, built here and tried under Wine as on a Japanese Windows (code page 932). Needs Debian's rustc-web, cargo-web,
# rust-web-src, gcc-mingw-w64-x86-64-posix, wine, wine64, locales, and a Linux build of the program to compare with.
#
#   tests/windows/run.sh build     the program and its unit tests, into target/windows
#   tests/windows/run.sh try       the trial; PROGRAM names the Linux build (target/release/shiryo if it does not)
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$root/target/windows}
built=$CARGO_TARGET_DIR/x86_64-pc-windows-gnu/release

build() {
  export RUSTC=/usr/bin/rustc RUSTDOC=/usr/bin/rustdoc RUSTC_BOOTSTRAP=1 CARGO_INCREMENTAL=0
  export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER=x86_64-w64-mingw32-gcc-posix
  local settings=(--release --locked --config tests/windows/cargo.toml -Zbuild-std=std,panic_unwind,test --target x86_64-pc-windows-gnu)
  /usr/bin/cargo build "${settings[@]}" --bin shiryo
  /usr/bin/cargo test "${settings[@]}" --no-run --lib
}

# --- The trial

failed=0
passed=0
# What holds, in words, and a command that tells.
holds() {
  local words=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
    echo "ok: $words"
  else
    failed=$((failed + 1))
    echo "FAILED: $words ($*)"
    sed 's/^/    /' said
  fi
}
not() { ! "$@"; }

# Runs the program under Wine; what it says goes to `said`, its exit code to `code`.
w() {
  code=0
  wine shiryo.exe "$@" >said 2>&1 </dev/null || code=$?
  if grep -q '//' said; then
    failed=$((failed + 1))
    echo "FAILED: // in what is said of: $*"
    sed 's/^/    /' said
  fi
}
l() { "$PROGRAM" "$@" >linux.said 2>&1 </dev/null || true; }
ends() { [ "$code" = "$1" ]; }
says() { grep -qF -- "$1" said; }
# Whether two folders hold the same files, the program's own left out.
same() { diff -r --exclude '.lock' --exclude '.stamp' "$1" "$2" >differs || { head -5 differs && false; }; }
empty() { [ -z "$(ls -A "$1" 2>/dev/null)" ]; }

trial() {
  PROGRAM=$(realpath "${PROGRAM:-$root/target/release/shiryo}")
  work=$(mktemp -d)
  trap 'WINEPREFIX=$work/prefix wineserver -k || true; rm -rf "$work"' EXIT
  export WINEPREFIX=$work/prefix WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml="
  mkdir "$work/prefix" "$work/locales"
  localedef -i ja_JP -f UTF-8 "$work/locales/ja_JP.UTF-8"
  export LOCPATH=$work/locales LC_ALL=ja_JP.UTF-8
  wineserver -p
  wineboot -i >/dev/null 2>&1
  # Else names that begin with a dot count as hidden, whatever was said of them.
  wine reg add 'HKCU\Software\Wine' /v ShowDotFiles /d Y /f >/dev/null

  mkdir "$work/机上"
  cd "$work/机上"
  cp "$built/shiryo.exe" .
  x86_64-w64-mingw32-strip shiryo.exe
  x86_64-w64-mingw32-gcc-posix -shared -O1 -o bcryptprimitives.dll "$root/tests/windows/bcryptprimitives.c" -ladvapi32
  x86_64-w64-mingw32-gcc-posix -municode -O1 -o hold.exe "$root/tests/windows/hold.c"
  cp -r "$root/seeds" .
  touch said
  here=$(winepath -w .)

  echo "== What Windows is told of the program"
  x86_64-w64-mingw32-windres -J coff -O rc shiryo.exe said
  for part in RT_GROUP_ICON RT_MANIFEST VERSIONINFO "\"ProductVersion\", \"$("$PROGRAM" --version | cut -d' ' -f2)\""; do
    holds "it has $part" grep -qF "$part" said
  done
  for word in longPathAware activeCodePage; do
    holds "its manifest says $word" grep -qa "$word" shiryo.exe
  done

  echo "== The same bytes"
  w build seeds
  holds "the sample is built" ends 0
  holds "paths are said with a backslash" says 'output\資料3.pdf'
  holds "the sample is the same as on Linux" same output "$root/output"
  wine cmd /c 'dir /b output' >said 2>&1 </dev/null || true
  holds "her folder shows what is made" says manifest.json
  for name in .lock .stamp .staging; do
    holds "and no $name" not says "$name"
  done
  w build
  holds "nothing is to be done twice" ends 0
  w build seeds --force --format json
  holds "names are said the same to programs, to the desk among them" says '"name":"output/資料3.pdf"'
  w check seeds
  holds "check" ends 0
  w verify seeds
  holds "verify" ends 0
  w extract 'output\資料3.pdf' '戻した会議'
  holds "extract" ends 0
  l extract output/資料3.pdf 戻した会議.linux
  holds "extract gives the same" same 戻した会議 戻した会議.linux
  w init --layout answers 第1回
  l init --layout answers 第1回.linux
  holds "init gives the same" same 第1回 第1回.linux
  w init --from '第1回\opinions.xlsx' '第2回\'
  l init --from 第1回/opinions.xlsx 第2回.linux
  holds "init of a table gives the same" same 第2回 第2回.linux
  cp -r seeds 前回
  sed -i '2s/。/、なお。/;3s/。/（追記）。/' 前回/opinions.csv
  w diff 前回 seeds --out 比較
  l diff 前回 seeds --out 比較.linux
  holds "diff gives the same" same 比較 比較.linux
  holds "diff says the same" test "$(wc -l <said)" = "$(wc -l <linux.said)"

  echo "== Answers come back"
  cp -r seeds 会議
  rm 会議/responses.csv
  mkdir 返送
  cp output/照会/*.xlsx 返送/
  python=$(for p in python3 /usr/bin/python3; do "$p" -c 'import openpyxl' 2>/dev/null && echo "$p" && break; done)
  "$python" - 返送/*.xlsx <<'PY'
import sys
import openpyxl

for path in sys.argv[1:]:
    book = openpyxl.load_workbook(path)
    sheet = book["回答"]
    heads = {cell.value: cell.column for row in sheet.iter_rows(max_row=6) for cell in row if cell.value}
    for row in range(sheet.max_row - 1, sheet.max_row + 1):
        sheet.cell(row, heads["回答"]).value = f"Windowsの試験の回答{row}"
    book.save(path)
PY
  cp -r 会議 会議.linux
  printf 'lock' >'返送/~$窓口課.xlsx'
  w collect 会議 '返送\*.xlsx' --out 回収 --as-of 2026-12-11 --hold
  (cd "$work/机上" && l collect 会議.linux 返送 --out 回収.linux --as-of 2026-12-11 --hold)
  holds "the program expands 返送\\*.xlsx" ends 0
  holds "collect writes the same answers" same 会議 会議.linux
  holds "collect writes the same report" same 回収 回収.linux
  "$python" - 返送/【例】窓口課.xlsx <<'PY'
import sys
import openpyxl

book = openpyxl.load_workbook(sys.argv[1])
sheet = book["回答"]
heads = {cell.value: cell.column for row in sheet.iter_rows(max_row=6) for cell in row if cell.value}
sheet.cell(sheet.max_row, heads["回答"]).value = "別の回答"
book.save(sys.argv[1])
PY
  w collect 会議 返送 --out 回収 --as-of 2026-12-11
  (cd "$work/机上" && l collect 会議.linux 返送 --out 回収.linux --as-of 2026-12-11)
  holds "another answer is a case to decide" ends 1
  holds "cases are the same" same 会議 会議.linux
  holds "and so is the report of them" same 回収 回収.linux
  w collect 会議 '返送\*.ods' --out 回収
  holds "a pattern without a file is an error" ends 1

  echo "== Paths and names"
  w build 'seeds\' --out '出力2\' --only '照会\【例】窓口課.xlsx'
  holds "a backslash at the end, and in --only" test -f '出力2/照会/【例】窓口課.xlsx'
  holds "paths are said as Windows has them" says '出力2\照会\【例】窓口課.xlsx'
  w build "$here\\seeds" --out "$here\\出力3" --only 資料3_意見.csv
  holds "drive letters" cmp -s 出力3/資料3_意見.csv output/資料3_意見.csv
  w build "\\\\?\\$here\\seeds" --out "\\\\?\\$here\\出力4" --only 資料3_意見.csv
  holds "\\\\?\\ paths" cmp -s 出力4/資料3_意見.csv output/資料3_意見.csv
  holds "are said without it" not says '\\?\'
  local name
  for name in '🙂会議' '全角　空白（１）' "it's & %PATH% ^" ' 先頭' 'ﾊﾝｶｸ' '機種依存①髙' 'a[1]' com10; do
    w build seeds --out "名前\\$name" --only 資料3_意見.csv
    holds "--out \"$name\"" test -f "名前/$name/資料3_意見.csv"
  done
  w build seeds --out 'C:相対' --only 資料3_意見.csv
  holds "C:… without a backslash is of the current folder of that drive" ends 0
  w check 'seeds\meeting.toml'
  holds "the settings stand for their folder" ends 0
  w build seeds --out 出力5 --only '.\照会\\【例】窓口課.xlsx'
  holds "--only as shells complete it" test -f '出力5/照会/【例】窓口課.xlsx'
  mkdir 置換
  cp -r seeds 置換/会議
  ln -sfn "$PWD/置換" "$WINEPREFIX/dosdevices/q:"
  w build 'Q:会議' --out 'Q:\出力' --only 資料3_意見.csv
  holds "a drive that stands for a folder" test -f 置換/出力/資料3_意見.csv
  local long="$here\\深い" part=とても長い名前のフォルダーです
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do long="$long\\$part"; done
  w build seeds --out "$long" --only 資料3_意見.csv
  holds "a path of ${#long} characters" ends 0
  w desk "$long" --no-browser --idle 1
  holds "a desk says that such a folder lies too deep" says 'フォルダーの場所が深すぎます'
  for name in AUX nul 'CON.x' 'COM¹' 'CONIN$' 'nul .x' '末尾.' '末尾. ' 'a?' 'a*'; do
    w init "$name"
    holds "init \"$name\" is refused in words" says 'というフォルダーは作れません'
  done
  w build seeds --out NUL
  holds "--out NUL is refused in words" says 'というフォルダーは作れません'
  holds "nothing is left of them" test -z "$(ls -d 末尾* AUX* nul* 2>/dev/null)"
  w diff 'C:\ない会議' seeds
  holds "C:\\… is a path and no revision" says 'この名前のフォルダーもファイルもありません'
  w diff HEAD seeds
  holds "no git is said as that" says 'gitというソフトがこのパソコンにない'
  w build 'ない会議'
  holds "the system's words are Japanese, by its language" says 'エラー'
  wine cmd /c 'set LC_ALL=& set LANG=& set LC_MESSAGES=& shiryo.exe check nai' >said 2>&1 </dev/null || true
  holds "Japanese without variables" says 'エラー'
  wine cmd /c 'set LC_ALL=& set LANG=& shiryo.exe --lang en check nai' >said 2>&1 </dev/null || true
  holds "and English if asked" says 'error'
  echo '@shiryo.exe check "seeds\"' >quoted.cmd
  wine cmd /c quoted.cmd >said 2>&1 </dev/null && code=0 || code=$?
  holds "a quote mark behind a backslash" ends 0

  echo "== Open elsewhere, or read-only"
  cp -r output 前
  sed -i '2s/。/、直した。/' seeds/opinions.csv
  for share in 0 1; do
    rm -f held released
    wine hold.exe $share 'output\資料3.pdf' 'output\照会\【例】窓口課.xlsx' &
    local holder=$!
    for _ in $(seq 600); do [ -f held ] && break || sleep 0.1; done
    for time in 1 2; do
      w build seeds
      holds "open papers are named ($share, $time)" says '「資料3.pdf」を開いているようです'
      holds "each of them" says '「【例】窓口課.xlsx」を開いているようです'
      holds "it is an error" ends 1
      holds "nothing was replaced" same output 前
      holds "nothing is left" not test -e output/.staging
    done
    touch released
    wait $holder || true
  done
  rm -f held released
  wine hold.exe 0 'output\manifest.json' &
  holder=$!
  for _ in $(seq 600); do [ -f held ] && break || sleep 0.1; done
  w build seeds
  holds "the list of what was made is named when it is closed to others" says '「manifest.json」を開いているようです'
  holds "and no paper is taken for somebody else's" not says '作った後に変更されているか'
  touch released
  wait $holder || true
  chmod a-w output/資料4_意見と対応.xlsx
  for time in 1 2; do
    w build seeds
    holds "a read-only paper is named ($time)" says '「資料4_意見と対応.xlsx」は読み取り専用'
    holds "nothing was replaced" same output 前
    holds "nothing is left" not test -e output/.staging
  done
  chmod u+w output/資料4_意見と対応.xlsx
  w build seeds
  holds "closed, the build goes through" ends 0
  l build seeds --out 新.linux
  holds "and is whole" same output 新.linux
  w verify seeds --conditions
  holds "verify --conditions" ends 0

  echo "== The desk"
  wine shiryo.exe desk seeds --no-browser --idle 1 >said 2>&1 </dev/null &
  local desk=$! address=
  for _ in $(seq 300); do address=$(grep -ao 'http://127.0.0.1:[0-9]*/' said | head -1) && break || sleep 0.1; done
  holds "the desk answers" python3 -c 'import sys, urllib.request; sys.exit(urllib.request.urlopen(sys.argv[1], timeout=20).status != 200)' "${address:-http://127.0.0.1:9/}"
  wait $desk || true
  holds "and ends when nobody looks at it" says '窓口を終わりました'

  echo "== Unit tests"
  cd "$root"
  local tests
  tests=$(grep -la output_open_on_windows "$built"/deps/shiryo-*.exe | xargs ls -t | head -1)
  cp "$tests" "$work/机上/unit.exe"
  cd "$work/机上"
  # Those of the rules that are Windows' own; the others take long there, and expect the paths of Linux.
  code=0
  wine unit.exe output_open_on output_folder say:: names:: files:: archive:: arguments:: edition:: remembered:: </dev/null >said 2>&1 || code=$?
  grep -E '^test ' said || true
  holds "unit tests" ends 0

  echo
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}

case ${1:-} in
build) build ;;
try) trial ;;
*) build && trial ;;
esac
