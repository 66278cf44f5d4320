"""Excel forms out, validated records in, one summary workbook."""
