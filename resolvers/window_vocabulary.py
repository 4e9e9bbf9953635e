"""What is shown at service windows, as a GraphQL enum; imported from here, as others are from `vocabulary`."""

from resolvers.looks import ShownProof
from resolvers.vocabulary import described

__all__ = ["ShownProof"]

described(
    ShownProof,
    "在服务窗口出示了什么。 / What was shown at a service window.",
    {
        ShownProof.BUSINESS_LICENCE: "营业执照。 / The business licence.",
        ShownProof.ID_CARD: "本人、法定代表人或负责人的身份证件。 / The identity card of the person, or of who represents the entity.",
        ShownProof.AUTHORISATION_LETTER: "主体的授权委托书。 / The subject's letter of authorisation.",
    },
)
