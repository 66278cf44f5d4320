// Opens a workbook with SheetJS and saves it again: node sheetjs.cjs SOURCE TARGET..., the format by each target's suffix.
// Without bookSST it cuts the texts of an .xls after 255 characters.
const { readFile, writeFile } = require("xlsx");

const types = { xlsx: "xlsx", xls: "biff8", xlsb: "xlsb", ods: "ods" };
const [source, ...targets] = process.argv.slice(2);
for (const target of targets) {
  const book = readFile(source, { cellFormula: true, cellStyles: true, cellNF: true, cellDates: false });
  writeFile(book, target, { bookType: types[target.split(".").pop()], bookSST: true });
}
