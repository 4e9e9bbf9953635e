"""Random worlds: entities with keys, value types, interfaces, unions, and fields between them all."""

from collections.abc import Sequence

from tests.gateway.federation.differential.choices import Choices
from tests.gateway.federation.differential.world import LEAVES, Argument, Field, Interface, ObjectType, Output, World

ENTITIES = ("Ant", "Bee", "Cat", "Dog")
VALUES = ("Box", "Cup")
NAMES = ("p", "q", "r", "s", "t", "u", "v", "w")
INPUTS = {
    "Range": (Argument("low", "Int", "3"), Argument("high", "Int")),
    "Filter": (
        Argument("hue", "Hue", "RED"),
        Argument("words", "[String!]"),
        Argument("range", "Range", "{high: 9}"),
        Argument("must", "Int!", "7"),
    ),
}
ARGUMENTS = (
    Argument("n", "Int"),
    Argument("n", "Int", "2"),
    Argument("n", "Int!", "2"),
    Argument("word", "String!"),
    Argument("hue", "Hue", "GREEN"),
    Argument("hues", "[Hue!]"),
    Argument("by", "Filter"),
    Argument("by", "Filter!", "{words: [\"a\"]}"),
    Argument("id", "ID"),
    Argument("json", "Json"),
    Argument("grid", "[[Int]!]"),
)  # fmt: skip
TAG = "Tag"
KEYS = ("id", "sku", "part code", "tag { text }", "mate { id }", "mate { id } part")
INTERFACES = ("Kept", "Being", "Made")
UNIONS = ("Either", "Mixed")


def random_world(choices: Choices) -> World:
    return _Maker(choices).made()


class _Maker:
    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        self.world = World(inputs=INPUTS, size=choices.number(1, 4))
        self.rank = 0

    def made(self) -> World:
        choices, world = self.choices, self.world
        names = [*ENTITIES[: choices.number(2, 4)], *VALUES[: choices.number(1, 2)]]
        world.objects = {name: ObjectType(name) for name in names}
        world.objects[TAG] = ObjectType(TAG, {"text": self.key_field("text", "String!")})
        self.interfaces(names)
        for name in UNIONS[: choices.number(0, 2)]:
            world.unions[name] = choices.some(names, 50, least=2)
        for entity in [n for n in names if n in ENTITIES]:
            self.keys(world.objects[entity])
        for name in names:
            self.fields(world.objects[name], choices.number(1, 5))
        self.interface_fields()
        self.roots()
        return world

    # --- keys ---

    def keys(self, entity: ObjectType) -> None:
        before = [t for t in self.world.entities if "id" in t.keys]
        possible = [key for key in KEYS if before or "mate" not in key]
        found = self.choices.some(possible, 40, least=1)
        if entity.interfaces and "id" not in found:
            found = ["id", *found]
        entity.keys = found
        names = {word for key in found for word in key.replace("{ id }", "").replace("{ text }", "").split()}
        entity.key_fields = names
        mate = self.choices.pick(before).name if "mate" in names else ""
        types = {"id": "ID!", "sku": "String!", "part": "Int!", "code": "String!", "tag": f"{TAG}!", "mate": f"{mate}!"}
        hideable = found[0] == "id"
        for name in sorted(names):
            entity.fields[name] = self.key_field(name, types[name])
            entity.fields[name].hidden = hideable and name in ("sku", "code") and self.choices.chance(15)

    def key_field(self, name: str, type_: str) -> Field:
        return Field(name, Output(type_.removesuffix("!"), (False,)), safe=True, rank=self.next_rank())

    # --- abstract types ---

    def interfaces(self, names: Sequence[str]) -> None:
        for name in INTERFACES[: self.choices.number(0, 3)]:
            among = [n for n in names if n in ENTITIES] if name == "Kept" else names
            members = self.choices.some(among, 55, least=1)
            self.world.interfaces[name] = Interface(name, members)
            for member in members:
                self.world.objects[member].interfaces.append(name)

    def interface_fields(self) -> None:
        for interface in self.world.interfaces.values():
            for member in map(self.world.objects.__getitem__, interface.members):
                member.fields.setdefault("id", self.key_field("id", "ID!"))
            interface.fields["id"] = Field("id", Output("ID", (False,)))
            for number in range(self.choices.number(1, 2)):
                interface.fields.update(self.common(interface, f"{interface.name.lower()}{number}"))
            if interface.name == "Kept":
                interface.added = self.common(interface, "added0")
                if self.choices.chance(50):
                    interface.added |= self.common(interface, "added1")

    def common(self, interface: Interface, name: str) -> dict[str, Field]:
        """A field of an interface; each member has one that fits, with data of its own."""
        declared = self.field(name)
        for member in interface.members:
            output = declared.output
            if self.choices.chance(20) and not name.startswith("added"):
                output = output.narrowest()
            own = Field(name, output, declared.arguments, self.salt(), rank=self.next_rank())
            self.world.objects[member].fields[name] = own
        return {name: declared}

    # --- fields ---

    def fields(self, parent: ObjectType, number: int) -> None:
        for name in self.choices.shuffled(NAMES)[:number]:
            parent.fields[name] = self.field(name)
        hideable = [f for f in parent.fields.values() if parent.keys and f.output.leaf and f.name in NAMES]
        if len(hideable) > 1 and self.choices.chance(20):
            self.choices.pick(hideable).hidden = True

    def roots(self) -> None:
        query, mutation = ObjectType("Query"), ObjectType("Mutation")
        for name in NAMES[: self.choices.number(2, 6)]:
            query.fields[name] = self.field(name, composite=80)
        for name in ("make", "move", "mend")[: self.choices.number(0, 3)]:
            mutation.fields[name] = self.field(name, composite=60)
        self.world.objects |= {t.name: t for t in (query, mutation) if t.fields}

    def field(self, name: str, composite: int = 40) -> Field:
        arguments: tuple[Argument, ...] = ()
        if self.choices.chance(30):
            found = [self.choices.pick(ARGUMENTS) for _ in range(self.choices.number(1, 2))]
            arguments = tuple({argument.name: argument for argument in found}.values())
        return Field(name, self.output(composite), arguments, self.salt(), rank=self.next_rank())

    def output(self, composite: int) -> Output:
        if self.choices.chance(composite):
            objects = [n for n in self.world.objects if n not in (TAG, "Query", "Mutation")]
            name = self.choices.pick([*objects, *self.world.interfaces, *self.world.unions])
        else:
            name = self.choices.pick(LEAVES)
        lists = self.choices.pick((0, 0, 0, 0, 1, 1, 1, 2))
        return Output(name, tuple(not self.choices.chance(30) for _ in range(lists + 1)))

    def salt(self) -> int:
        return self.choices.number(1, 9999) if self.choices.chance(75) else 0

    def next_rank(self) -> int:
        self.rank += 1
        return self.rank
