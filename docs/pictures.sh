#!/usr/bin/env bash
# Makes the pictures of the documents from the examples. Needs LibreOffice, poppler and the fonts that fonts.conf names.
set -euo pipefail
cd "$(dirname "$0")/.."
export FONTCONFIG_FILE="$PWD/docs/fonts.conf" XLTOOLS_LANG=ja XLTOOLS_AS_OF=2018-08-10
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
xltools=$(realpath "$(command -v "${XLTOOLS:-xltools}")")
images=docs/images
mkdir -p "$images"

# A working folder in which five of six programs came in, two of them with a mistake of the ward's own.
"$xltools" init 2018 "$work/round" --from examples/2018
sed -i 's/^# deadline = .*/deadline = 2018-07-31/' "$work/round/xltools.toml"
for code in 01 02 03 04 05; do cp examples/2018/03-04-"$code"_*.xlsx "$work/round/提出"; done
(cd "$work/round" && "$xltools" consolidate && "$xltools" return)

"$xltools" consolidate examples/2018 examples/2019 -o "$work/summary.xlsx"
"$xltools" template --year 2019 --previous examples/2018/03-04-02_* -o "$work/handout"
cp examples/2018/03-04-05_*.xlsx "$work/form.xlsx"
cp "$work"/round/差戻/2018-08-10/03-04-05_*.xlsx "$work/returned.xlsx"
cp "$work"/round/集計/集計_*.xlsx "$work/round.xlsx"
find "$work/handout" -name '*.xlsx' -exec cp {} "$work/handed.xlsx" \;
(cd "$work" && soffice --headless "-env:UserInstallation=file://$work/profile" --convert-to pdf \
  form.xlsx summary.xlsx returned.xlsx round.xlsx handed.xlsx >/dev/null 2>&1)

# page BOOK NUMBER NAME DPI [HEIGHT]: a page of a workbook, or its upper part of so many pixels.
page() {
  pdftoppm -r "$4" -png -singlefile ${5:+-x 0 -y 0 -W 9999 -H "$5"} -f "$2" -l "$2" "$work/$1.pdf" "$images/$3"
}
# sheet BOOK TITLE NAME DPI [HEIGHT]: the first page that begins with a title; the head of a page of the summary is the name of its sheet.
sheet() {
  for number in $(seq 1 "$(pdfinfo "$work/$1.pdf" | sed -n 's/^Pages: *//p')"); do
    if pdftotext -f "$number" -l "$number" "$work/$1.pdf" - | awk 'NF && !n++' | grep -qx "$2"; then
      page "$1" "$number" "$3" "$4" "${5:-}"
      return
    fi
  done
  echo "no page of $1 begins with $2" >&2
  exit 1
}
page form 1 form-1 75
page form 2 form-2 75
page summary 1 summary-cover 75
sheet summary 要約 summary 75
sheet summary "行政コスト計算書 合計" summary-costs 75
sheet summary 事務事業の分類 summary-classes 75
sheet summary 年度間比較 summary-years 75
sheet returned 修正のお願い returned-request 90 200
sheet returned "事務事業分析シート（平成30年度）" returned-marks 90 300
sheet round 提出状況 status 90 250
sheet handed "事務事業分析シート（令和元年度）" handed-1 75
sheet handed "あと[0-9]*件あります" handed-check 110 130
sheet handed 事務事業分析シート guide 75
