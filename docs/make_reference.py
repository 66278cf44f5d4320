"""Write the pages of the documentation that are made from the catalogue: ``python docs/make_reference.py``."""

from __future__ import annotations

from pathlib import Path

from xltools import messages

FOLDER = Path(__file__).parent

TITLE = {"ja": "メッセージの一覧", "en": "The messages of xltools"}
INTRODUCTION = {
    "ja": "xltools が出す指摘と誤りのすべてです。文中のファイル名、欄の名前、値は例です。\n"
    "`xltools explain 番号` で同じ説明を表示できます。このページは `python docs/make_reference.py` で作られています。",
    "en": "Every problem and error that xltools reports. The files, labels and values in the sentences are examples.\n"
    "`xltools explain CODE` prints the same. This page is made by `python docs/make_reference.py`.",
}


def messages_page(lang: str) -> str:
    """The catalogue of messages as Markdown, every code with its sentence, when it comes up and what to do."""

    def text(code: str) -> str:
        return messages.text(code, lang)

    lines = [f"# {TITLE[lang]}", "", INTRODUCTION[lang]]
    for severity in ("error", "warning", "note"):
        found = [messages.explanation(code, lang) for code in messages.explainable()]
        own = [one for one in found if one.severity == severity]
        lines += ["", f"## {text(f'severity.{severity}')} ({len(own)})"]
        for one in own:
            lines += ["", f"### `{one.code}`", "", "> " + "  \n> ".join(one.message.split("\n")), ""]
            told = (("when", one.when), ("hint", one.hint), ("expected", one.expected))
            lines += [f"- {text(f'word.{word}')}: {said}" for word, said in told if said]
    return "\n".join(lines) + "\n"


def pages() -> dict[Path, str]:
    """Every page, by its place."""
    return {FOLDER / lang / "messages.md": messages_page(lang) for lang in messages.LANGUAGES}


if __name__ == "__main__":
    for path, content in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
