"""Words that leave a statement open, and denials that deny nothing.

A wrong "no" is the one error a screening must not make. So a denial counts only when somebody
plainly states it: not when nobody looked, when it is hearsay or a guess, when it has an exception,
when it is doubly negated, or when it is only asked.
"""

from __future__ import annotations

import re

OPEN = re.compile(
    r"\b(?:whether|unsure|unclear|unknown|unless|might|possibly|perhaps|maybe|allegedly|no idea|no clue|"
    r"(?:may|could) (?:also|be|have|do|use|sell|design|make|supply)|is it (?:true|correct|right)|"
    r"far from (?:clear|certain|sure|settled)|not that (?:it|they|there|the)|hard to (?:say|tell)|"
    r"regardless of|irrespective of|silent (?:on|about))\b"
    r"|(?:\b(?:not|never|yet to|cannot|nobody|nor)|n't) (?:be |been |yet |fully |really |publicly |we |you |)"
    r"(?:know|known|sure|certain|check|checked|verif\w+|confirm\w*|screen\w*|clear\b|look\w*)"
    r"|不知道?|不清楚|不确定|不明(?!显)|是否(?=在|列|有|涉|为|从事)|尚未(?:确认|核实|查)|未(?:核实|核查|"
    r"确认|查)|可能(?!性)"
    r"|未必|不一定|不见得|难以?排除|(?:不|无法|不能)(?:能)?(?:完全)?排除|也许|或许|无论|不论|不管|"
    r"除非|有没有|是不是|不好说|说不准|难说"
    r"|(?P<either>(?![能会该要可以算行受])[\u4e00-\u9fff])[不没](?P=either)"
)

# What is told of earlier times only says nothing of today.
EARLIER = re.compile(r"\b(?:used to|formerly|previously)\b|曾经|以前")

# "Military use is unknown", "芯片：不清楚": what follows the mention at once leaves it open.
_OPEN_AFTER = re.compile(
    r"[^.;:?!]{0,50}\b(?:users?|customers?|clients?|use)\? *[-–—]* *\"?not (?:to|that)\b"
    r"|(?:或[\u4e00-\u9fff]{1,4})?(?:客户|用户)?(?:呢[?？]|[:：][^，。；]{0,8}(?:回复|回答|答复|说)[“\"]?(?:目前|应该|暂时)?没有)|"
    r"\s*(?:(?:use|uses|activity|activities|business|involvement|work|links?|exposure|customers|status)\s*)?"
    r"(?:(?:is|are|was|were|remains?|[:：?？]) *[-–—\"]*\s*\"?)(?:still |as yet |yet )?"
    r"(?:n/?a\b|not to (?:our|my|their)|not that|none known|no known|not sure|"
    r"not checked|unknown|unclear|uncertain|unconfirmed|unverified|undisclosed|"
    r"tbd|tbc|open\b|"
    r"not (?:yet )?(?:been )?(?:known|clear|certain|confirmed|verified|checked|disclosed|excluded|ruled out))"
    r"|上?(?:用途|业务|活动|情况|与否|等)?(?:的(?:说法|情况|结论))?[:：?？]?\s*(?:尚|仍|还|"
    r"目前)?(?:不明(?!显)|未知|不清楚|不详|存疑|不确定|未经|未核实|未确认|待核实|待确认|待查)"
)
# "Military use: none", "芯片：无": the answer of a filled-in form.
_NO_AFTER = re.compile(
    r"\s*(?:(?:use|uses|users|activity|activities|business|involvement|links?|customers|technology|tech)\s*)?"
    r"[:：?？]\s*[-–—:]*\s*"
    r"(?:no(?:ne)?(?! (?:idea|info\w*|data|clue|known|answer))|nil|nothing)(?= *(?:[,.;，。；\n)）]|$|"
    r"at all))"
    r"|[\u4e00-\u9fff]{0,6}[:：?？]\s*(?:无|没有|否|不是|不涉及|不做|零)(?=\s*(?:[,.;，。；\n)）]|$))"
    r"|\s*(?:is|are) (?:not something|nothing) (?:it|they|the (?:company|target|firm)) "
    r"(?:touch|do|make|deal)\w*"
    r"|\s+neither\b(?=\s*(?:[.;,]|$))"
    r"|(?:、[^，。；、]{1,7}){0,4}(?:它|他们|公司|该公司|其)?(?:的?(?:用途|业务|活动|客户|用户|单子|订单|东西|技术|领域|方面|类))?(?:也|都|均|统统|一律|一概|从来|从)*"
    r"(?:没有(?![人谁])|(?:没|无)(?:任何)?关系|无关|没碰过?|不碰|不沾边?|不接|不做|不搭(?:界|边)|不相干|没有?(?:任何|半点)?(?:关系|联系|交集|瓜葛)|为零|全无|皆无)(?=[，。；、,.;）)]|$)"
    r"|(?:类|等|业务|方面|领域|技术|行业|产业|机关|部门|那一整条链)?(?:[（(][^）)]{0,24}[)）])?"
    r"(?:(?:[、和及与或跟啊]|以及|什么的)[^，。；、:：]{1,12}){0,6}?[，：:—-]{0,2}"
    r"(?:它|他们|公司|该公司|其|这家|标的|对方|厂里|业务)?(?:跟它|与它|和它)?"
    r"(?:哪样|样样|一样|统统|通通|一律|一概|全部|全|都|均|皆|也|同样|更|从来|从|并|又)*"
    r"(?:没有|不做|不搞|不碰|不沾|不涉及|不涉足|没碰过|没做|无涉|全无|不参与|不从事|不研发|免谈|为零|付之阙如|绝缘|"
    r"没有(?:一点|任何|半点)?(?:关系|交集|布局|瓜葛)|不是(?:也不会是)?(?:用户|客户)?)(?=[，。；、,.;）)]|$)"
    r"|\s*(?:industry|sector|forces?|customers?|users?|bod(?:y|ies)|agenc(?:y|ies))?\s*(?:is|are|was|were) "
    r"(?:not|never) (?:supplied|served|involved|among (?:its|the) (?:customers|"
    r"users|clients)|a customer|customers)\b"
)

_NOT_KNOWN = re.compile(
    r"\b(?:no|not any|without|lacks?|lacking|nothing|little|n't any|"
    r"n't have)\b[^,.;]{0,18}?\b(?:information|info|data|details?|idea|"
    r"knowledge|evidence|indications?|signs?|records?|mention|word|news|proof|answers?|statement|clue|"
    r"confirmation|suggestion|hint|trace|reason|basis)\b"
    r" (?:on|about|of|that|whether|for|to|as|regarding|suggest\w*|points?|available|at hand|yet)\b"
    r"|(?:\b(?:not|never|nothing|nobody|no one|none|cannot|neither|nor)|n't)\b(?: \w+){0,3}? "
    r"(?:mention\w*|say|says|said|disclos\w+|stat(?:e|es|ed|ing)|tell|told|discuss\w*|describ\w+|reveal\w*|"
    r"address\w*|"
    r"exclud\w+|rul(?:e|ed|es) out|den(?:y|ies|ied)|avoid\w*|stop\w*|refus\w+|think|believe|expect|aware|"
    r"found|find|"
    r"heard|seen|see|hear|promise\w*|guarantee\w*|hide|hiding|leav\w+|outsourc\w+|subcontract\w*|ceased?|"
    r"prevent\w*|asked?|know|sure|certain|true)\b"
    r"|\b(?:no|nothing)\b[^,.;]{0,40}\bthat (?:is|was|are|were|does|do|has|have)(?: not|n't)\b"
    r"|\b(?:no|none|nobody|nothing|never)\b (?:(?!(?:and|or|nor|but|it|they|which)\b)[\w'-]+ ){1,5}"
    r"(?:is|are|was|were|does|do|has|have)(?: not|n't)\b"
    r"|\b(?:no|not|nothing|cannot|never|hardly)\b[^,.;]{0,40}\bwithout\b|\bknow (?:of )?(?:no|nothing)\b"
    r"|(?:没有|无|未|没|缺乏)[^，。；]{0,14}(?:信息(?!技|化|系|安)|资料|证据|说明|披露|记录|消息|线索|迹象|"
    r"提到|提及|提过|答复|把握)"
    r"|(?:不|无法|不能|难以|未|没有|没)(?:能)?(?:完全)?(?:排除|否认|保证|承诺|确保|认为|觉得|相信|回避|"
    r"放弃|停止)"
    r"|(?:未必|不一定|不见得|不敢说|不能说|并非|不是|并不是|绝非)(?:是|就)?(?:没有|没|无|不|未)|(?:没有|"
    r"无)[^，。；、]{0,6}(?:没有|没|不|未)(?=涉|做|从|用|使|含|带|是|供|卖|依)"
)
_GUESSED = re.compile(
    r"\b(?:almost|nearly|practically|virtually|mostly|mainly|largely|supposedly|reportedly|purportedly|"
    r"presumably|"
    r"hopefully|probably|likely|apparently|seemingly|rumou?red|claim(?:s|ed)?|doubt\w*|guess\w*|hop(?:e|es|"
    r"ing) "
    r"(?:that |it |there |for )|(?:must|should|ought to) (?:have|be|do|use|make|sell)|until (?:19|20)\d\d|"
    r"until last)\b"
    r"|几乎|基本(?:上)?(?=不|没|无|未)|据称|声称|自称|据说|听说|估计|大概|应该(?=不|没|无|未)|大致|"
    r"希望(?=不|没|无|未)"
)
_IN_THE_PAST = re.compile(r"\b(?:last year|in the past)\b|去年|过去")
_EXCEPTED = re.compile(
    r"\b(?:except\w*|other than|apart from|besides|save (?:for|that)|aside from|unless|but for|excluding|"
    r"not counting)\b"
    r"|除外|例外"
)
_ASKED = re.compile(
    r"^\W*(?:and |so |but |then )?(?:is|are|does|do|has|have|did|was|were)(?:n't)? "
    r"(?:it|there|they|(?:the|this) (?:target|company|firm|business)|neither)\b"
    r"(?! (?:allowed|ok|okay|lawful|legal|permitted|notifiable|prohibited|clear|fine|covered|enough|matter|"
    r"make|help|change))"
    r"[^?]*\?\s*$"
    r"|^\s*(?:那|请问)?(?:这家|该)?(?:公司|企业|它|其|目标(?:公司)?)?(?:真的|确实|到底)?(?:不|没|无|"
    r"未)[^吗]*吗\s*[？?]?\s*$"
)
_OTHER_DENIAL = re.compile(r"\b(?:no|nor|not|nothing|without|never|and (?:it|we|they))\b|不|没|无")


def left_open_after(text: str, end: int) -> bool:
    """Tell whether the words right after a mention leave it open."""
    return _OPEN_AFTER.match(text, end) is not None


def denied_after(text: str, end: int) -> bool:
    """Tell whether a mention is denied by the "none" of a filled-in form."""
    return _NO_AFTER.match(text, end) is not None


def is_guessed(clause: str, *, of_past: bool = False) -> bool:
    """Tell whether a clause is hearsay, a guess, a wish or a question, or of the past and not meant to be."""
    if not of_past and _IN_THE_PAST.search(clause):
        return True
    return _GUESSED.search(clause) is not None or _ASKED.search(clause) is not None


def is_doubtful(reach: str, after: str) -> bool:
    """Tell whether a denial settles nothing.

    `reach` is the clause (or the list) from its beginning to the end of the mention's clause, and
    `after` what follows the mention to the end of its sentence.
    """
    if _NOT_KNOWN.search(reach) or is_guessed(reach):
        return True
    next_denial = _OTHER_DENIAL.search(after)
    return _EXCEPTED.search(after[: next_denial.start()] if next_denial else after) is not None
