"""The questions of `systems new` put to a person: what is proposed and why, Enter to take it, `?` for what there is."""

import typer
from rich.console import Console
from rich.text import Text

from gateway.sync.connecting.said import Said
from gateway.sync.connecting.steps.question import NOTHING, Part, Question
from gateway.sync.connecting.view import View
from gateway.terminal.connecting_tables import place_table
from gateway.terminal.words import Words
from graph_model.errors import BadInput


class Dialogue:
    """Asks on a console; `view` and `main` are what `?` shows."""

    def __init__(self, out: Console, say: Words, view: View) -> None:
        self._out = out
        self._say = say
        self._view = view
        self.main: str | None = None

    def answer(self, question: Question, number: int, complaint: BadInput | None) -> str:
        """The answer to a question (`walk.Answerer`). Raises typer.Abort at the end of the input."""
        if complaint is not None:
            self._out.print(Text(complaint.message, style="red"))
        else:
            self._show(question, number)
        while True:
            text = self._line(self._prompt(question))
            if text == "?":
                self._help()
            elif text.isdigit() and 1 <= int(text) <= len(question.options):
                return self._kept(question, question.options[int(text) - 1].text)
            elif text:
                return self._kept(question, text)
            elif question.proposed is not None:
                return self._kept(question, question.proposed.text)
            elif not question.required:
                return NOTHING

    def yes(self, asked: Said) -> bool:
        """Whether a question that is answered with yes or no was answered with yes; Enter is no."""
        told = self._line(f"{self._of(asked)} [y/N] ")
        return told.casefold() in ("y", "yes", "是")

    def correction(self) -> Part | None:
        """The part that is to be corrected; None where everything is right."""
        asked = self._say.of(
            "回车写入文件;要改哪一部分就写它的名字:", "Enter writes the file; to correct a part write its name: "
        )
        while text := self._line(asked):
            try:
                return Part(text)
            except ValueError:
                parts = "、".join(part.value for part in Part)
                self._out.print(Text(self._say.of(f"没有这一部分;有:{parts}", f"there are: {parts}"), style="red"))
        return None

    def asked(self, text: Said) -> str:
        """What is typed after a text, until something is."""
        while True:
            if told := self._line(self._of(text) + " "):
                return told

    def _kept(self, question: Question, text: str) -> str:
        if question.part is Part.TABLE:
            self.main = text
        return text

    def _show(self, question: Question, number: int) -> None:
        place = f" {number + 1}" if number else ""
        self._out.print()
        self._out.print(
            Text.assemble((f"[{question.part.value}{place}] ", "bold cyan"), (self._of(question.asked), "bold"))
        )
        for at, option in enumerate(question.options, 1):
            style = "green" if at == 1 else ""
            self._out.print(Text.assemble(f"  {at}. ", (option.text, style), (f"  {self._of(option.why)}", "dim")))
        if question.form is not None and not question.options:
            self._out.print(Text("  " + self._of(question.form), style="dim"))

    def _prompt(self, question: Question) -> str:
        if question.proposed is not None:
            return self._say.of(
                "  回车接受 1,写序号或别的,- 没有,? 看列: ",
                "  Enter takes 1; a number, another answer, - for none, ? for columns: ",
            )
        if question.required:
            return self._say.of("  请回答,? 看列: ", "  answer, ? for columns: ")
        return self._say.of("  请回答,回车为没有,? 看列: ", "  answer, Enter for none, ? for columns: ")

    def _help(self) -> None:
        self._out.print(place_table(self._view, self.main, self._say))

    def _line(self, prompt: str) -> str:
        try:
            return self._out.input(Text(prompt)).strip()
        except (EOFError, KeyboardInterrupt):
            self._out.print()
            self._out.print(self._say.of("没有写任何文件。", "Nothing was written."))
            raise typer.Abort from None

    def _of(self, said: Said) -> str:
        return self._say.of(said.zh, said.en)
