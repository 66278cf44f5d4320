// Opens a workbook with ExcelJS and saves it again: node exceljs.cjs SOURCE TARGET...
const { Workbook } = require("exceljs");

async function save(source, targets) {
  for (const target of targets) {
    const book = new Workbook();
    await book.xlsx.readFile(source);
    await book.xlsx.writeFile(target);
  }
}

const [source, ...targets] = process.argv.slice(2);
save(source, targets).catch((error) => {
  console.error(error);
  process.exit(1);
});
