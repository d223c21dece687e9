"""What random lines say: running text, rare characters, code, formulas, addresses, items, page numbers.

Texts hold control characters that say how the next characters are set; `pagerec.training.synthesis.compose` obeys them.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence

import numpy as np

from pagerec.recognition.charset import Charset, is_han

#: The next character is set low or high and small, or as a variable of a formula.
LOW, HIGH, VARIABLE = "\x01", "\x02", "\x03"
#: From here to the next of the same: bold, slanted, underlined, in a fixed-width face.
BOLD, SLANTED, UNDERLINED, CODE = "\x04", "\x05", "\x06", "\x07"

#: Letters of names and words of Europe.
_EUROPEAN = "àáâäçèéêëíîïñóôöùúûüßøåãõýæœłńřśşšžżčćğęąő"
_EUROPEAN_CAPITALS = "ÀÉÖÜÄÅÇÆØÑÁÓŁŠŽČĀÈ"
#: What the Latin face sets.
LATIN = frozenset(
    string.ascii_letters
    + string.digits
    + string.punctuation
    + _EUROPEAN
    + _EUROPEAN_CAPITALS
    + "āēěǎōūīìòǎǐǒǔǖǘǚǜ"
    + "£€©®°±²³¹µ×÷§¶†‡¿¡«»−½¼¾␣⟨⟩⌈⌉⌊⌋ℓℝℕℤℚℂ↦"
)
_LETTERS = list(string.ascii_letters)
_ALPHANUMERIC = list(string.ascii_letters + string.digits)
_GREEK = list("αβγδεζηθλμνξπρστφχψωΓΔΘΛΣΦΨΩ")
#: What the choices of a form begin with, as often as it stands there.
TICKED = "□□□☐☑☑☒✓✗√■"
#: Share of such lines among page numbers, running heads and the like.
_CHOICES = 0.3
#: Full-width and half-width forms, of which text has now the one, now the other.
_PAIRS = ("，,", "：:", "；;", "！!", "？?", "（(", "）)", "［[", "］]", "｛{", "｝}", "．.", "～~", "；：", ";:")
_QUOTED = ("“”", "‘’", '""', "''", "「」", "『』", "〈〉", "《》", "⟨⟩", "<>", "()", "（）", "[]", "【】", "〔〕")
#: The end of a paragraph that is shorter than so many ems stays on the line before.
_FRAGMENT = 2.5
_BULLETS = list("•••••••••••••·--–*●○■□▪◆▲★→✓")
# fmt: off
_WORDS = (
    "def", "return", "import", "print", "len", "range", "for", "while", "if", "else", "class", "public",
    "static", "void", "int", "char", "include", "main", "std", "vector", "push_back", "sudo", "apt-get",
    "install", "git", "commit", "push", "npm", "run", "make", "cd", "ls", "grep", "sed", "awk", "usr",
    "local", "bin", "etc", "var", "log", "http", "https", "www", "com", "org", "net", "html", "css", "json",
    "xml", "utf8", "true", "false", "null", "None", "self", "args", "kwargs", "begin", "end",
    "documentclass", "usepackage", "section", "textbf", "includegraphics",
)
#: Syllables of pinyin: what may begin one, and what may follow, in four tones.
_INITIALS = (
    "", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "zh", "ch", "sh", "r", "z", "c", "s",
    "y", "w",
)
_FINALS = (
    "āáǎà", "ōóǒò", "ēéěè", "īíǐì", "ūúǔù", "ǖǘǚǜ", "āi ái ǎi ài", "ēi éi ěi èi", "āo áo ǎo ào", "ōu óu ǒu òu",
    "ān án ǎn àn", "ēn én ěn èn", "āng áng ǎng àng", "ēng éng ěng èng", "ōng óng ǒng òng", "īn ín ǐn ìn",
    "īng íng ǐng ìng", "iān ián iǎn iàn", "iū iú iǔ iù", "uān uán uǎn uàn", "uō uó uǒ uò", "uī uí uǐ uì",
)
_TITLES = (
    "一、", "二、", "三、", "十二、", "（一）", "（二）", "(三)", "第一章 ", "第三节 ", "第 2 条 ", "附录 A ", "注：",
)
# fmt: on


def width(text: str) -> float:
    """Rough width in ems: half an em for what the Latin face sets."""
    return sum(0.0 if c < " " else 0.5 if c in LATIN or c == " " else 1.0 for c in text)


class Phrases:
    """Draws texts of lines.

    Parameters
    ----------
    corpus : sequence of str
        Running text, a paragraph an entry.
    charset : Charset
        Characters to draw beside the running text, all equally often.
    random : Generator
        Source of chance.
    """

    def __init__(self, corpus: Sequence[str], charset: Charset, random: np.random.Generator) -> None:
        self.random, self.corpus = random, corpus
        self.han = [c for c in charset.characters if is_han(c)]
        self.symbols = [c for c in charset.characters if not is_han(c) and c not in LATIN]
        self.words = _latin_words(corpus)
        self.pieces: list[str] = []

    def running(self, columns: float) -> str:
        """The next line of a paragraph of the corpus, about `columns` ems wide."""
        if not self.pieces:
            text = self.corpus[int(self.random.integers(len(self.corpus)))]
            self.pieces = list(_lines(text[: int(6 * columns)], columns))
        return self.pieces.pop(0)

    def uniform(self, columns: float) -> str:
        """Every Han character equally often, with punctuation, digits and Latin among them."""
        random = self.random
        parts: list[str] = []
        while width("".join(parts)) < columns:
            parts.append(self._rare(int(random.integers(2, 9))))
            chance = random.random()
            if chance < 0.36:
                parts.append(self._of(list("，。、；；：？！（）《》〈〉·•")))
            elif chance < 0.46:
                parts.append(self._of(["——", "……", "—", "…", "～", "–"]))
            elif chance < 0.54:
                parts.append(self._quoted(self._rare(int(random.integers(1, 5)))))
            elif chance < 0.6:
                parts.append(self._of(_PAIRS)[int(random.integers(2))])
            elif chance < 0.78:
                parts.append(self.token())
        return "".join(parts)

    def technical(self, columns: float) -> str:
        """Code words, formulas and symbols, with some Han characters."""
        random = self.random
        parts: list[str] = []
        while width("".join(parts)) < columns:
            chance = random.random()
            if chance < 0.6:
                parts.append(self.token())
            elif chance < 0.8:
                parts.append("".join(self._of(self.symbols) for _ in range(2)))
            else:
                parts.append(self._rare(int(random.integers(1, 4))))
            parts.append(" " if random.random() < 0.5 else "")
        return "".join(parts)

    def code(self) -> str:
        """A line of a program, a shell or a configuration."""
        random = self.random
        name, other = self.identifier(), self.identifier()
        value = self._of([self._string(), self._number(), other, "None", "true", f"{other}[{random.integers(9)}]"])
        line = self._of(
            [
                f"def {name}(self, {other}={value}):",
                f"{name} = {value}",
                f"{name} += {other}->{self.identifier()};",
                f"if ({name} == {value} && !{other}) {{",
                f"for (int i = 0; i < {name}; i++) {{",
                f'print("{name}: %d\\n", {other})',
                f"return {name}({value}) if {other} else {value}",
                f"#include <{other}.h>",
                f"$ {name} --{other}={value} | grep -v '{self._word()}'",
                f'<{self._word()} {self._word()}="{other}"></{self._word()}>',
                f"\\{self._word()}[{other}]{{{name}}}",
                f'"{name}": {value},',
                f"{name}[{other}] = {{}}  # {self._rare(4)}",
                f"// {self._rare(6)} {name}()",
                f'{name} = "" or {other} != ""',
                f'"""{other}"""',
            ]
        )
        return CODE + " " * (0, 0, 2, 4, 8)[int(random.integers(5))] + line + CODE

    def english(self, columns: float) -> str:
        """A line of words as English has them, some in capitals, with its punctuation and numbers."""
        random = self.random
        capitals = random.random() < 0.12
        parts: list[str] = []
        begins = random.random() < 0.7
        while width(" ".join(parts)) < columns:
            word = self._of(self.words) if random.random() < 0.93 else self._number()
            if random.random() < 0.5:
                word = word.lower()
            if begins or random.random() < 0.06:
                word = word[:1].upper() + word[1:]
            end = self._of([".", ".", ",", ",", ";", ":", "?", "!", ")"]) if random.random() < 0.16 else ""
            begins = end in (".", "?", "!")
            parts.append(f"({word})" if end == ")" else word + end)
        text = " ".join(parts)
        return CODE + text + CODE if random.random() < 0.3 else text.upper() if capitals else text

    def figures(self) -> str:
        """Numbers without words: dates, amounts, telephone numbers, measures, rows of a table."""
        random = self.random

        def some(count: int) -> str:
            return "".join(map(str, random.integers(10, size=count)))

        amount = f"{int(random.integers(1, 10 ** int(random.integers(1, 7)))):,}"
        forms = [
            lambda: f"{random.integers(1900, 2100)}-{random.integers(1, 13):02}-{random.integers(1, 32):02}",
            lambda: f"{random.integers(1900, 2100)}/{random.integers(1, 13)}/{random.integers(1, 32)}",
            lambda: f"{random.integers(24):02}:{some(2)}:{some(2)}",
            lambda: f"{amount}.{some(2)}",
            lambda: self._of(list("￥$€£¥")) + f"{amount}.{some(2)}",
            lambda: f"{some(2)}.{some(1)}%",
            lambda: f"1{some(2)}-{some(4)}-{some(4)}",
            lambda: f"0{some(2)}-{some(8)}",
            lambda: some(int(random.integers(1, 19))),
            lambda: f"{some(1)}.{some(2)}±0.{some(2)}",
            lambda: f"{some(2)}×{some(2)}",
            lambda: "1" * int(random.integers(1, 4)) + some(int(random.integers(4))),
            lambda: f"-{some(1)}.{some(2)}",
            lambda: f"{some(2)}°C",
            lambda: f"{random.integers(1, 99)}.{random.integers(1, 20)}",
        ]
        gap = " " * int(random.integers(1, 4))
        count = int(random.integers(1, 6))
        return gap.join(forms[int(random.integers(len(forms)))]() for _ in range(count))

    def item(self, text: str) -> str:
        """A line that starts as those of lists and chapters do."""
        number = int(self.random.integers(1, 40))
        letter = self._of(list("abcdABCD"))
        roman = self._of(list("ⅠⅡⅢⅣⅤⅥ"))
        circled = self._of(list("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑮⑳"))
        bullet = self._of(_BULLETS) + " "
        starts = [
            f"{number}. ",
            f"{number}、",
            f"({number}) ",
            f"（{number}）",
            f"{number}.{number % 7} ",
            f"{letter}) ",
        ]
        starts += [
            f"[{number}] ",
            f"{roman}. ",
            circled + " ",
            self._of(_TITLES),
            f"{number % 9}.{number % 4}.{number % 5} ",
        ]
        return (bullet if self.random.random() < 0.45 else self._of(starts)) + text

    def furniture(self, columns: float) -> str:
        """Page numbers, running heads, lines of a table of contents, blanks of a form, captions."""
        random = self.random
        number, total, title = int(random.integers(1, 400)), int(random.integers(9, 900)), self._rare(5)
        leader = self._of([".", "·", "…", " . ", "．", "-", "_"])
        blank = "_" * int(random.integers(2, 12))
        if random.random() < _CHOICES:
            return self._of(["", f"{title[:3]}："]) + self.choices()
        return self._of(
            [
                f"— {number} —",
                f"- {number} -",
                f"–{number}–",
                f"· {number} ·",
                f"第 {number} 页 共 {total} 页",
                f"第{number}页/共{total}页",
                f"{number} / {total}",
                title + leader * max(3, int((columns - 9) / max(0.3, width(leader)))) + str(number),
                f"{title}：{blank}{title[:2]}：{blank}",
                f"图 {number % 20}-{number % 7} {title}",
                f"表 {number % 20}.{number % 7}：{title}",
                f"{2000 + number % 30}-{number % 12 + 1:02}-{number % 28 + 1:02} {number % 24:02}:{number % 60:02}",
                f"{2000 + number % 30} 年 {number % 12 + 1} 月 {number % 28 + 1} 日",
                f"GB/T {number}.{number % 9}—{2000 + number % 24}",
            ]
        )

    def choices(self) -> str:
        """Boxes of a form, ticked and empty, each with what it stands for."""
        random = self.random
        return "".join(
            self._of(TICKED)
            + self._of(["", "", " "])
            + self._rare(int(random.integers(1, 4)))
            + self._of(["", " ", "  "])
            for _ in range(int(random.integers(1, 5)))
        )

    def token(self) -> str:
        """A number, word, identifier, address, formula, quotation or a few random characters."""
        random = self.random
        chance = random.random()
        if chance < 0.14:
            return self.formula()
        if chance < 0.18:
            number = f"[{random.integers(1, 60)}]"
            return "".join(HIGH + c for c in number) if random.random() < 0.6 else number
        if chance < 0.25:
            return self._number()
        if chance < 0.28:
            return self.accented()
        if chance < 0.33:
            return self.address()
        if chance < 0.52:
            return self._decorated()
        if chance < 0.75:
            if random.random() < 0.6:
                return " ".join(self._of(self.words) for _ in range(int(random.integers(1, 4))))
            word = self._word()
            return word if random.random() < 0.6 else word.title()
        if chance < 0.82:
            return self._quoted(self._of(["", self._word(), self._of(self.words), self._number()]))
        characters = _ALPHANUMERIC if chance < 0.92 else [*_ALPHANUMERIC, *string.punctuation]
        return "".join(self._of(characters) for _ in range(int(random.integers(1, 6))))

    def accented(self) -> str:
        """Some syllables of pinyin, or a name or word of another European language."""
        random = self.random
        if random.random() < 0.5:
            gap = self._of(["", " ", " "])
            return gap.join(
                self._of(_INITIALS) + self._of(tones.split() if " " in tones else list(tones))
                for tones in (self._of(_FINALS) for _ in range(int(random.integers(1, 4))))
            )
        letters = list(self._word())
        for _ in range(int(random.integers(1, 3))):
            letters.insert(int(random.integers(len(letters) + 1)), self._of(_EUROPEAN))
        if random.random() < 0.4:
            letters.insert(0, self._of([*string.ascii_uppercase, *_EUROPEAN_CAPITALS]))
        return "".join(letters)

    def identifier(self) -> str:
        """A name as programs have them."""
        one, two = self._of([self._word(), self._of(_WORDS)]), self._of([self._word(), self._of(_WORDS)])
        number = str(self.random.integers(10))
        return self._of(
            [
                one,
                f"{one}_{two}",
                f"__{one}__",
                f"_{one}",
                one + two.title(),
                one.upper(),
                f"{one}{number}",
                f"{one}.{two}",
            ]
        )

    def address(self) -> str:
        """An address of the web, of mail, of a file, or a version."""
        one, two, three = (self._of([self._word(), self._of(_WORDS)]) for _ in range(3))
        number = self._number().strip("-,.") or "1"
        return self._of(
            [
                f"https://www.{one}.com/{two}/{three}.html",
                f"http://{one}.org/~{two}?id={number}&{three}=%20",
                f"{one}.{two}@{three}.cn",
                f"/usr/{one}/{two}_{three}",
                f"C:\\{one}\\{two}.{three}",
                f"./{one}-{number}.tar.gz",
                f"v{number}",
                f"doi:10.{number}/{one}.{two}",
                f"{number}.0.0.1:80{number}",
            ]
        )

    def formula(self) -> str:
        """Something like a formula inside text: variables with indices and exponents, operators, brackets."""
        random = self.random
        parts = []
        for _ in range(int(random.integers(1, 4))):
            term = VARIABLE + self._of([*_LETTERS, *_GREEK, "V", "V", "C", "S", "R", "I"])
            if random.random() < 0.65:
                term += self._index()
            parts.append(term)
        operators = [*"+-−=<>,*≤≥×∈·⊂", " = ", ", ", " + ", " − ", " - ", " < ", " ∈ ", "→", " ≈ "]
        body = self._of(operators).join(parts)
        if random.random() < 0.12:
            unit = self._of(["m·s", "mol·L", "kg·m", "cm", "s", "10", "e"])
            return f"{self._number()} {unit}" + "".join(
                HIGH + c for c in self._of(["−1", "−2", "-1", "−3", "−x", "-2"])
            )
        frames = [
            "{}",
            "{}",
            "{}",
            "({})",
            "f({})",
            "O({})",
            "[{}]",
            "{{{}}}",
            "|{}|",
            "⟨{}⟩",
            "⟨{}⟩",
            "〈{}〉",
            "∥{}∥",
            "⌈{}⌉",
            "⌊{}⌋",
        ]
        return self._of(frames).format(body)

    def _index(self) -> str:
        below = [
            "0",
            "1",
            "2",
            "3",
            "i",
            "j",
            "k",
            "n",
            "m",
            "t",
            "10",
            "i1",
            "ij",
            "n−1",
            "n+1",
            "max",
            "in",
            "CC",
            "out",
        ]
        above = ["2", "2", "3", "n", "T", "*", "−1", "−1", "-1", "−2", "−n", "(k)", "+", "−", "′"]
        chance = self.random.random()
        index = "".join(LOW + c for c in self._of(below)) if chance < 0.65 else ""
        return index + ("".join(HIGH + c for c in self._of(above)) if chance > 0.55 else "")

    def _decorated(self) -> str:
        word = self._of([self._of(_WORDS), self.identifier()])
        forms = [
            word,
            word.title(),
            word.upper(),
            f"{word}()",
            f"/{word}",
            f"\\{word}",
            f"{word}.",
            f"-{word}",
            f"--{word}",
        ]
        forms += [
            f"[{word}]",
            f"<{word}>",
            f"〈{word}〉",
            f"⟨{SLANTED}{word}{SLANTED}⟩",
            f"⟨{self._rare(2)}⟩",
            f"{word}␣{self._word()}",
            f'"{word}"',
            f"'{word}'",
            f"`{word}`",
            f"{word}[]",
            f"{word};",
        ]
        forms += [
            CODE + form + CODE
            for form in (word, f"{word}()", f'{word}=""', f"__{word}__", f"${word}", f"{word}: ", f"{word}␣")
        ]
        return self._of(forms)

    def _quoted(self, text: str) -> str:
        marks = self._of(_QUOTED)
        return marks[0] + text + marks[1]

    def _string(self) -> str:
        return self._of(['""', "''", f'"{self._word()}"', f"'{self._word()}'", f'"{self._rare(3)}"', '"\\n"'])

    def _number(self) -> str:
        digits = [self._of(list(string.digits)) for _ in range(int(self.random.integers(1, 7)))]
        if self.random.random() < 0.5:
            digits.insert(int(self.random.integers(len(digits) + 1)), self._of([".", ",", "-", "%", ":", "/", "~"]))
        return "".join(digits)

    def _word(self) -> str:
        return "".join(self._of(list(string.ascii_lowercase)) for _ in range(int(self.random.integers(1, 9))))

    def _rare(self, count: int) -> str:
        return "".join(self._of(self.han) for _ in range(count))

    def _of(self, choices: Sequence[str]) -> str:
        return choices[int(self.random.integers(len(choices)))]


def _lines(text: str, columns: float) -> list[str]:
    """Break text where a line of so many ems is full."""
    lines, line, full = [], "", 0.0
    for char in text:
        line += char
        full += width(char)
        if full >= columns:
            lines.append(line)
            line, full = "", 0.0
    if lines and full < _FRAGMENT:
        lines[-1] += line
    elif line:
        lines.append(line)
    return lines


def _latin_words(corpus: Sequence[str]) -> list[str]:
    """Latin words of the corpus, each as often as in its first part; some of our own where it has none."""
    return [word for line in corpus[:40_000] for word in re.findall(r"[A-Za-z]{2,}", line)] or list(_WORDS)
