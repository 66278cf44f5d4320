#!/usr/bin/env bash
# Makes the pictures of the README from the examples. Needs LibreOffice, poppler and the fonts that fonts.conf names.
set -euo pipefail
cd "$(dirname "$0")/.."
export FONTCONFIG_FILE="$PWD/docs/fonts.conf"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
xltools="${XLTOOLS:-xltools}"
"$xltools" --lang ja consolidate examples/2018 examples/2019 -o "$work/summary.xlsx"
cp examples/2018/03-04-05_*.xlsx "$work/form.xlsx"
soffice --headless "-env:UserInstallation=file://$work/profile" --convert-to pdf --outdir "$work" "$work/form.xlsx" "$work/summary.xlsx" >/dev/null 2>&1
pdftoppm -r 75 -png "$work/form.pdf" "$work/form"
mkdir -p docs/images
cp "$work/form-1.png" "$work/form-2.png" docs/images/
# The first page of some sheets of the summary; the head of a page begins with the name of its sheet.
picture() {
  for page in $(seq 1 "$(pdfinfo "$work/summary.pdf" | sed -n 's/^Pages: *//p')"); do
    if pdftotext -f "$page" -l "$page" "$work/summary.pdf" - | grep -m 1 . | grep -qx "$1"; then
      pdftoppm -r "$3" -png -singlefile -f "$page" -l "$page" "$work/summary.pdf" "docs/images/$2"
      return
    fi
  done
}
pdftoppm -r 75 -png -singlefile -f 1 -l 1 "$work/summary.pdf" docs/images/summary-cover
picture 要約 summary 75
picture "行政コスト計算書 合計" summary-costs 75
picture 事務事業の分類 summary-classes 75
picture 年度間比較 summary-years 75
