#!/usr/bin/env bash
# Makes the pictures of the README from the examples. Needs LibreOffice, poppler and the fonts that fonts.conf names.
set -euo pipefail
cd "$(dirname "$0")/.."
export FONTCONFIG_FILE="$PWD/docs/fonts.conf"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
xltools="${XLTOOLS:-xltools}"
"$xltools" consolidate examples/2018 -o "$work/summary.xlsx"
cp examples/2018/03-04-05_*.xlsx "$work/form.xlsx"
soffice --headless "-env:UserInstallation=file://$work/profile" --convert-to pdf --outdir "$work" "$work/form.xlsx" "$work/summary.xlsx" >/dev/null 2>&1
pdftoppm -r 75 -png "$work/form.pdf" "$work/form"
mkdir -p docs/images
cp "$work/form-1.png" "$work/form-2.png" docs/images/
# The page of the summary with this chart.
for page in $(seq 1 "$(pdfinfo "$work/summary.pdf" | sed -n 's/^Pages: *//p')"); do
  if pdftotext -f "$page" -l "$page" "$work/summary.pdf" - | grep -q 予算額と決算額の推移; then
    pdftoppm -r 75 -png -singlefile -f "$page" -l "$page" "$work/summary.pdf" docs/images/summary
    break
  fi
done
