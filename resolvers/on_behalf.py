"""A service window (线下服务窗口): its clerk looks on a subject's behalf, and what was shown is kept with the look.

Plan 任务 7: 市场主体可通过“信用中国(重庆)”网站、行业门户网站或相关线下服务窗口,通过身份认证或主体授权方式,查询自身信用评价等级结果.
"""

from graph_model.disclosure import disclosed, disclosed_on_proof
from graph_model.errors import BadInput
from resolvers.arguments import subject_key
from resolvers.context import Info
from resolvers.global_ids import subject_of
from resolvers.subject import Subject
from resolvers.theirs import asked_on_behalf
from resolvers.window_vocabulary import ShownProof


async def on_behalf(info: Info, subject: str, proof: ShownProof) -> Subject | None:
    """The subject on whose behalf a clerk asks. Raises BadInput for what it cannot have shown."""
    key = subject_key(subject, "subject")
    if proof is ShownProof.BUSINESS_LICENCE and key.startswith("person:"):
        raise BadInput("自然人没有营业执照 / a natural person has no business licence", "proof")
    asked_on_behalf(info.context).add(key)
    disclosed_on_proof(key, proof.value)
    found = await subject_of(info, key)
    if found is not None:
        disclosed(key)  # also where nothing but the name was asked for: somebody came to a window in its name
    return found
