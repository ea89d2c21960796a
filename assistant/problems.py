"""Everything that can go wrong for a client, with the words that say so.

    Problem
    ├── InvalidRequest            422  fields missing, unknown, of the wrong type or impossible
    │   ├── EmptyQuestion
    │   └── QuestionTooLong
    ├── FactProblem               422
    │   ├── UnknownFact
    │   ├── BadFactValue
    │   └── ContradictoryFacts
    ├── NotFound                  404
    │   ├── UnknownProvision
    │   ├── UnknownAnswer
    │   ├── UnknownConversation
    │   └── UnknownRoute
    ├── WrongMethod               405
    ├── BodyTooLarge              413
    ├── WrongMediaType            415
    ├── BadEncoding               400
    ├── BadJson                   400
    ├── NotOffered                501
    ├── Busy                      503  with Retry-After
    ├── IndexNotReady             503  with Retry-After
    ├── StoreUnavailable          503  with Retry-After
    ├── OtherProblem              any  an HTTP error raised by a library
    └── Unexpected                500

Each carries its HTTP status and, in English and Chinese, what is wrong and what to do. Any part of
the program may raise one; `assistant.problem_json` turns it into RFC 9457's JSON.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assistant.contract import MAX_QUESTION

ECHO = 80  # characters of a client's own words that may be said back
DETAIL = 600  # characters of any sentence sent back


class Words(NamedTuple):
    """The same sentence for an English and for a Chinese reader."""

    en: str
    zh: str

    def get(self, lang: str) -> str:
        """Return the wording for `lang` (`"zh"`, anything else is English), cut to a decent length."""
        return shortened(self.zh if lang == "zh" else self.en, DETAIL)


def shortened(text: str, length: int = ECHO) -> str:
    """Return `text` on one line, without control characters and at most `length` characters long."""
    clean = "".join(char if char.isprintable() else " " for char in text[: length + 1])
    return clean if len(text) <= length else clean[: length - 1] + "…"


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a request: where it stands, what it is, what to do about it."""

    where: str
    what: Words
    remedy: Words


class Problem(Exception):  # noqa: N818  (RFC 9457 calls it so)
    """Base of all errors that a client is told about."""

    status: int = 400
    slug: str = "problem"
    title: Words = Words("The request cannot be answered", "无法处理该请求")
    retry_after: int | None = None  # seconds

    def __init__(
        self, detail: Words, remedy: Words, where: str = "request", faults: Sequence[Fault] = ()
    ) -> None:
        self.detail = detail
        self.remedy = remedy
        self.faults = tuple(faults) or (Fault(where, detail, remedy),)
        super().__init__(f"{detail.en} {remedy.en}")


class InvalidRequest(Problem):
    """Fields are missing, unknown, of the wrong type or impossible."""

    status = 422
    slug = "invalid-request"
    title = Words("The request is not valid", "请求不符合要求")


class EmptyQuestion(InvalidRequest):
    """Nothing was asked."""

    slug = "empty-question"
    title = Words("The question is empty", "问题为空")

    def __init__(self) -> None:
        super().__init__(
            Words("There is no question in the request.", "请求中没有问题。"),
            Words(
                "Write the question in 'question', in English or Chinese.",
                "请在 question 中用中文或英文写明问题。",
            ),
            "body.question",
        )


class QuestionTooLong(InvalidRequest):
    """The question has more characters than are read."""

    slug = "question-too-long"
    title = Words("The question is too long", "问题过长")

    def __init__(self, limit: int, actual: int) -> None:
        self.limit = limit
        self.actual = actual
        super().__init__(
            Words(
                f"The question has {actual:,} characters; at most {limit:,} are read.",
                f"问题共{actual:,}个字符，最多{limit:,}个。",
            ),
            Words(
                f"Shorten it by {actual - limit:,} characters, or state facts in 'facts' instead.",
                f"请删减{actual - limit:,}个字符，或将事实写入 facts。",
            ),
            "body.question",
        )


class FactProblem(Problem):
    """A fact that was given cannot be used."""

    status = 422

    def __init__(self, name: str, detail: Words, remedy: Words) -> None:
        self.fact = name
        super().__init__(detail, remedy, f"body.facts.{shortened(name)}")


class UnknownFact(FactProblem):
    """No fact of the vocabulary has that name."""

    slug = "unknown-fact"
    title = Words("There is no such fact", "没有这一事实")

    def __init__(self, name: str, known: Iterable[str]) -> None:
        near = nearest(name, known)
        super().__init__(
            name,
            Words(
                f"'{shortened(name)}' is not a fact of the vocabulary.",
                f"事实词表中没有“{shortened(name)}”。",
            ),
            Words(
                f"Did you mean '{near}'? GET /facts lists all names."
                if near
                else "GET /facts lists all names.",
                f"是否指“{near}”？GET /facts 列出全部名称。" if near else "GET /facts 列出全部名称。",
            ),
        )


class BadFactValue(FactProblem):
    """A fact cannot have the value it was given."""

    slug = "bad-fact-value"
    title = Words("A fact cannot have that value", "事实的取值无效")

    def __init__(self, name: str, what: Words, remedy: Words) -> None:
        detail = Words(f"The fact '{shortened(name)}' {what.en}", f"事实“{shortened(name)}”：{what.zh}")
        super().__init__(name, detail, remedy)


class ContradictoryFacts(FactProblem):
    """Two facts cannot both hold."""

    slug = "contradictory-facts"
    title = Words("The facts contradict each other", "所给事实相互矛盾")

    def __init__(self, name: str, what: Words, remedy: Words) -> None:
        detail = Words(f"The fact '{shortened(name)}' {what.en}", f"事实“{shortened(name)}”：{what.zh}")
        super().__init__(name, detail, remedy)


class NotFound(Problem):
    """What was asked for by its id is not here."""

    status = 404


class UnknownProvision(NotFound):
    """No provision has that id."""

    slug = "unknown-provision"
    title = Words("There is no such provision here", "未收录该条款")

    def __init__(self, provision_id: str, near: str | None) -> None:
        said = shortened(provision_id, 200)
        super().__init__(
            Words(f"The corpus holds no provision '{said}'.", f"语料库未收录条款“{said}”。"),
            Words(
                f"The nearest is '{near}'." if near else "Find its id with GET /search?q=….",
                f"最接近的是“{near}”。" if near else "请用 GET /search?q=… 查找其标识。",
            ),
            "path.id",
        )


class UnknownAnswer(NotFound):
    """No answer is kept under that id."""

    slug = "unknown-answer"
    title = Words("There is no such answer", "没有该答复")

    def __init__(self, answer_id: str) -> None:
        super().__init__(
            Words(
                f"No answer is kept under '{shortened(answer_id)}'.",
                f"没有编号为“{shortened(answer_id)}”的答复。",
            ),
            Words(
                "Use the 'id' of an answer that this server gave; ask again if its database was replaced.",
                "请使用本服务器所给答复中的 id；若数据库已更换，请重新提问。",
            ),
            "path.id",
        )


class UnknownConversation(NotFound):
    """No conversation is kept under that id."""

    slug = "unknown-conversation"
    title = Words("There is no such conversation", "没有该对话")

    def __init__(self, conversation_id: str) -> None:
        said = shortened(conversation_id)
        super().__init__(
            Words(f"No conversation is kept under '{said}'.", f"没有编号为“{said}”的对话。"),
            Words("Leave 'conversation_id' out to begin a new one.", "省略 conversation_id 即可开始新对话。"),
            "body.conversation_id",
        )


class UnknownRoute(NotFound):
    """Nothing is served under that path."""

    slug = "unknown-route"
    title = Words("There is nothing at this address", "该地址没有内容")

    def __init__(self, path: str) -> None:
        super().__init__(
            Words(f"Nothing is served at '{shortened(path, 200)}'.", f"“{shortened(path, 200)}”没有内容。"),
            Words("GET /openapi.json lists every route.", "GET /openapi.json 列出全部路径。"),
            "path",
        )


class WrongMethod(Problem):
    """The path exists, but not for this method."""

    status = 405
    slug = "wrong-method"
    title = Words("This address does not take that method", "该地址不支持此方法")

    def __init__(self, method: str, allowed: str) -> None:
        super().__init__(
            Words(f"{shortened(method, 20)} is not taken here.", f"此处不接受 {shortened(method, 20)}。"),
            Words(f"Use {allowed or 'another method'}.", f"请使用 {allowed or '其他方法'}。"),
            "method",
        )


class BodyTooLarge(Problem):
    """The body is larger than is read; reading stopped at the limit."""

    status = 413
    slug = "body-too-large"
    title = Words("The request is too large", "请求过大")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(
            Words(
                f"The body has more than {limit:,} bytes; the rest was not read.",
                f"正文超过{limit:,}字节，其余未读取。",
            ),
            Words(
                f"Send one question of at most {MAX_QUESTION:,} characters and the facts that matter.",
                f"请只发送一个不超过{MAX_QUESTION:,}个字符的问题及相关事实。",
            ),
            "body",
        )


class WrongMediaType(Problem):
    """The body is not declared to be JSON."""

    status = 415
    slug = "wrong-media-type"
    title = Words("The body must be JSON", "正文须为JSON")

    def __init__(self, given: str) -> None:
        said = shortened(given)
        super().__init__(
            Words(
                f"The body came as '{said}'." if said else "The body came without a type.",
                f"正文类型为“{said}”。" if said else "正文未注明类型。",
            ),
            Words(
                "Send it with 'Content-Type: application/json'.", "请以 Content-Type: application/json 发送。"
            ),
            "header.content-type",
        )


class BadEncoding(Problem):
    """The body is not UTF-8, or holds half a character."""

    slug = "bad-encoding"
    title = Words("The text is not valid Unicode", "文本不是有效的Unicode")

    def __init__(self, what: Words) -> None:
        super().__init__(what, Words("Encode the body as UTF-8.", "请以UTF-8编码正文。"), "body")


class BadJson(Problem):
    """The body is not JSON, or JSON that cannot be meant."""

    slug = "bad-json"
    title = Words("The body is not valid JSON", "正文不是有效的JSON")

    def __init__(self, what: Words, where: str = "body") -> None:
        super().__init__(
            what,
            Words(
                'Send one JSON object, such as {"question": "…"}.',
                '请发送一个JSON对象，例如 {"question": "…"}。',
            ),
            where,
        )


class NotOffered(Problem):
    """Planned or thinkable, but not there."""

    status = 501
    slug = "not-offered"
    title = Words("This is not offered yet", "尚不提供")


class Busy(Problem):
    """All places are taken, the waiting ones too."""

    status = 503
    slug = "busy"
    title = Words("Too many questions at once", "同时提问过多")
    retry_after = 5

    def __init__(self) -> None:
        super().__init__(
            Words(
                "The server is at work on as many questions as it takes.", "服务器正在处理的问题已达上限。"
            ),
            Words("Ask again in a few seconds.", "请几秒后重试。"),
            "server",
        )


class IndexNotReady(Problem):
    """Corpus or index are still being loaded, or could not be."""

    status = 503
    slug = "index-not-ready"
    title = Words("The server is not ready to answer", "服务器尚未就绪")
    retry_after = 5

    def __init__(self, failure: str | None = None) -> None:
        detail = Words("Corpus and index are still being loaded.", "语料库与索引仍在加载。")
        remedy = Words(
            "Try again in a few seconds; GET /readyz tells when.", "请几秒后重试；GET /readyz 可查看状态。"
        )
        if failure:
            detail = Words(failure, f"加载失败：{failure}")
            remedy = Words("Mend that, then start the server again.", "请排除后重新启动服务器。")
        super().__init__(detail, remedy, "server")


class StoreUnavailable(Problem):
    """The database with receipts and conversations did not take or give what was asked."""

    status = 503
    slug = "store-unavailable"
    title = Words("The database does not answer", "数据库无响应")
    retry_after = 5

    def __init__(self) -> None:
        super().__init__(
            Words(
                "Receipts and conversations cannot be read or written now.", "目前无法读写答复记录与对话。"
            ),
            Words(
                "Try again shortly. The log says more; is the disk full, or the file locked?",
                "请稍后重试。服务器管理者请查看日志：磁盘是否已满，文件是否被锁定？",
            ),
            "server",
        )


class OtherProblem(Problem):
    """An HTTP error that a library raised; it brings its own status."""

    slug = "http-error"

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(
            Words(f"The server answered {status}: {detail}.", f"服务器返回 {status}：{detail}。"),
            Words("Correct the request and send it again.", "请更正请求后重试。"),
        )
        self.status = status


class Unexpected(Problem):
    """A defect of this program: only the number under which it was logged is said."""

    status = 500
    slug = "internal-error"
    title = Words("Something went wrong in the server", "服务器内部出错")

    def __init__(self, incident: str) -> None:
        super().__init__(
            Words(
                f"The server met an error it did not expect (number {incident}).",
                f"服务器遇到意外错误（编号 {incident}）。",
            ),
            Words("Try again; if it persists, report that number.", "请重试；若仍出现，请报告该编号。"),
            "server",
        )


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like `name`, or `None` when none is like it."""
    found = difflib.get_close_matches(name[:ECHO], list(known), n=1)
    return found[0] if found else None
