"""The words of questions: which say nothing of what is asked, and which what sort is wanted."""

from __future__ import annotations

import re

from defectkg.text.sayings import Sort

__all__ = [
    "AFTER",
    "APART",
    "ASIDE",
    "ASKING",
    "COLOURS",
    "DOUBTED",
    "FAULTY",
    "FIGURE",
    "IDIOMS",
    "METHOD",
    "NOT_KNOWN",
    "OF_REVIEW",
    "OR",
    "QUOTED",
    "RESULTS",
    "WHETHER",
    "WHY",
    "YARDSTICK",
]

#: What keeps words apart that would make a name: chloride-free yttrium is no yttrium chloride.
APART = re.compile(
    r"\b(?:and|or|nor|not|no|than|but|free|without|versus|vs|while|whereas)\b|[,;:?!]",
    re.IGNORECASE,
)
#: Words that ask, and say nothing of what is asked for.
ASKING = """
a about according achieve achieved actually affect after against allow allows alone also although
always an and another answer any anything approach approaches are as at bad based be became become
been before behind believe believed best better between both bring brings brought by call called can
cause causes certain change changes claim claimed claims come comes complete could count currently
decrease describe described did different discuss discussed do does doing done due during each
effect effective effectively effects enhance even event events ever everything exactly explain
explained explanation far few fewer field figure figures find first five for form formation formed
forming forms found four from generally get give given gives go goes good got group had happen
happens has have help high higher how i idea ideas if improve improves in increase increases
influence instead into is it its just keep keeps kind kinds know known knows large lead leads less
list literature long look low lower lowers made main make makes many material materials may mention
mentioned might more most much must my name names need needed needs never new no not number numbers
observe observed obtain obtained of often old on once one ones only or other others our out own
paper papers part parts people per perform performed perovskite perovskites point possible possibly
propose proposed put question raise raises rather reach reached really reduce reduces report
reported reports research result results review role said same say says second section sections seen
serve serves several should show shown shows small so some something sort source stand stands state
stated step steps still strong strongly studies study successful such suggest suggested suppose
supposed take taken takes tell than that the their them then there these they thing things think
this those thought three to today together told treatment treatments tried try turn turned two type
typical typically use used uses using usually various via want wanted was way ways we were what when
where whereas which while who whole whose why with within without work works would yet you
"""
#: What a question is after, by the words that say so.
AFTER = {
    Sort.OPEN: (
        "open unknown unclear challenge remain remaining future unsolved problem understood outlook"
    ),
    Sort.DENIED: "demonstrated proven yet refuted denied",
    Sort.DOUBTFUL: (
        "misprint mistake error doubt doubtful fault slip typo misprinted misnumbered "
        "inconsistent inconsistency ambiguous garbled wording "
        "unreliable trust"
    ),
    Sort.SHOWN: "fig panel picture image caption copyright",
    Sort.LISTED: (
        "reference ref bibliography cite cited citation author authors journal doi entry "
        "title wrote published"
    ),
    Sort.AGAINST: (
        "contradict contradicts contradiction disagree disagreement conflict opposite "
        "inconsistent exception versus dispute disputed clash odds"
    ),
    Sort.MEANS: "mean means define defined definition",
}
#: What is wrong with references, in words that may be meant of much else.
FAULTY = (
    "wrong right correct missing twice doubled duplicate complete once every gap skipped match fit"
    " belong"
)
#: What is open, in several words.
NOT_KNOWN = re.compile(
    r"(?i)\b(?:not|n't|hardly|little)\b(?: \w+){0,2}"
    r" (?:know|known|clear|understood|settled|established)\b"
    r"|^(?:is|are|has|have) (?:there|anyone|anybody|somebody)\b.*\byet\b"
    r"|\bas yet\b|\bgo next\b|\bnext steps?\b"
)
#: What is doubted, in several words.
DOUBTED = re.compile(
    r"(?i)\b(?:should|must)\b.{0,60}\b(?:read|be called|say)\b|\breally\b"
    r"|\b(?:is|was|are) (?:it|that|this|they) (?:right|correct|true|so)\b"
    r"|\bthe right (?:one|number|word|name|reference|paper|work)\b|\bwrongly\b"
    r"|\bwho (?:is|are|was|were) .{0,20}\bet al\b"
)
#: Words that say nothing where they stand so.
IDIOMS = re.compile(r"(?i)\bet al\b|\bmeans? (?:for|that)\b|\bby means of\b|\bthe authors\b(?! of)")
QUOTED = re.compile("[\"“‘'](?=\\w)([^\"“”‘’']+)[\"”’'](?!\\w)")
FIGURE = re.compile(r"(?i)\bfigure\b")  # in the plural they are numbers
OF_REVIEW = re.compile(r"(?i)\breview")
#: By which method something was found.
METHOD = "measurement measurements measured measure method methods technique techniques evidence"
#: What came out, as `Saying.result` says it, and the words that ask for it.
RESULTS = {
    "worse": re.compile(
        r"(?i)\b(?:harm(?!less)\w*|hurts?|worse\w*|detriment\w*|adverse\w*|backfir\w*|drawbacks?|"
        r"downsides?|side.effects?|make things bad|do damage)\b"
    ),
    "nothing": re.compile(
        r"(?i)\b(?:no|without|any|little) (?:\w+ )?(?:effect|change|benefit|gain|improvement|"
        r"difference|use|influence|impact)\b|\b(?:did|does|do) nothing\b|\b(?:fail\w*|useless|"
        r"in vain|unchanged|unaffected)\b"
    ),
}
#: Between names of which either will do.
OR = frozenset({"or", "/", "or the", "or a", "and/or", "or in", "or of"})
#: Before a name that is left aside: on films rather than on nanocrystals.
ASIDE = re.compile(
    r"(?:rather than|instead of|other than|except(?: for)?"
    r"|(?<!\bdo )(?<!\bdoes )(?<!\bdid )(?<!\bcan )(?<!\bwill )(?<!\bcould )(?<!\bwould )not)"
    r" (?:(?:on|in|of|for|the) )*$"
)
#: Before a name that others are compared with.
YARDSTICK = re.compile(
    r"(?:isovalent with|unlike|relative to|compared (?:with|to)|in place of)"
    r" (?:the )?(?:usual |common |standard |long |native |original )?$"
)
COLOURS = frozenset({"violet", "blue", "green", "yellow", "orange", "red", "white"})
#: Whether, why or how something is so, and not which thing or number.
WHETHER = re.compile(
    r"(?i)\s*(?:how(?! (?:much|many|long|far|large|big))|is|are|does|do|can|has|have)\b"
)
WHY = re.compile(
    r"(?i)\b(?:why|chain of events|behind (?:that|this|it)|what (?:causes|explains)"
    r"|(?:what|which) (?:is |are )?(?:the )?(?:reason|mechanism|origin)s?)\b"
)
