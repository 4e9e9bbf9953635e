"""A small shop over four subgraphs, and one question to it: the shape of the public gateways benchmark with data of our own.

Six readers each with two reviews, five best sellers, and from every review on to its author, that author's reviews and their
books: the same few entities again and again, an answer of 85 KB, best fetched in six requests.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Entity = dict[str, Any]

LINK = """extend schema @link(url: "https://specs.apollo.dev/federation/v2.3",
  import: ["@key", "@external", "@requires", "@provides", "@shareable"])
"""
ACCOUNTS = """
type Query { me: Reader reader(id: ID!): Reader readers: [Reader] }
type Reader @key(fields: "id") { id: ID! name: String handle: String @shareable joined: Int }
"""
CATALOGUE = """
type Query { bestSellers(first: Int = 5): [Book] }
type Book @key(fields: "isbn") { isbn: String! title: String price: Int weight: Int }
"""
STOCK = """
type Book @key(fields: "isbn") {
  isbn: String! price: Int @external weight: Int @external
  inStock: Boolean shippingEstimate: Int @requires(fields: "price weight")
}
"""
REVIEWS = """
type Review @key(fields: "id") { id: ID! text: String book: Book author: Reader @provides(fields: "handle") }
type Reader @key(fields: "id") { id: ID! handle: String @external reviews: [Review] }
type Book @key(fields: "isbn") { isbn: String! reviews: [Review] }
"""

OPERATION = """
fragment Reader on Reader { id handle name }
fragment Review on Review { id text }
fragment Book on Book { inStock title price shippingEstimate isbn weight }
query Shop {
  readers {
    ...Reader
    reviews {
      ...Review
      book {
        ...Book
        reviews { ...Review author { ...Reader reviews { ...Review book { ...Book } } } }
      }
    }
  }
  bestSellers {
    ...Book
    reviews { ...Review author { ...Reader reviews { ...Review book { ...Book } } } }
  }
}
"""

PROSE = (
    "I read the first half of it on the light rail over the river, standing, and missed my stop twice. The plot is thin, but "
    "the people in it talk the way people on our stairs talk, and the fog between the hills is described by somebody who has "
    "carried shopping through it. Chapter nine should have been cut. My neighbour disagrees, and has underlined most of it. "
    "What stays is the ferry man, who is never named and never wrong, and the long list of noodles, which made us hungry. The "
    "paper is good and the map at the front can be used. I would lend it to anybody who promises to bring it back, and I have "
    "already lent it three times. The second printing corrects the dates, so look for the blue spine when you buy one of them. "
    "Whoever wants a story in a straight line should look elsewhere; this one goes up and down like the streets that it is about."
)
LENGTHS = (445, 289, 275, 143, 445, 289, 275, 143, 143, 143, 844)
REVIEWED = (1, 1, 1, 1, 2, 2, 2, 2, 3, 4, 4)

READERS: list[Entity] = [
    {"__typename": "Reader", "id": str(n), "name": name, "handle": handle, "joined": 1_234_567_890}
    for n, (name, handle) in enumerate(
        [
            ("Deng Xiaoyu", "xiaoyu"),
            ("Ran Guangming", "guangming"),
            ("Tan Jialing", "jialing"),
            ("Mu Chengyuan", "yuanyuan"),
            ("Qin Liangyu", "liangyu"),
            ("Pu Beibei", "beibei"),
        ],
        1,
    )
]
BOOKS: list[Entity] = [
    {"__typename": "Book", "isbn": str(n), "title": title, "price": price, "weight": weight, "inStock": stock}
    for n, (title, price, weight, stock) in enumerate(
        [
            ("Stairs", 899, 100, True),
            ("Two Rivers", 1299, 1000, False),
            ("Fog", 15, 20, False),
            ("Chilli", 499, 100, False),
            ("The Long Bridge", 1299, 1000, True),
            ("Lantern", 6999, 300, True),
            ("Hot Pot", 3999, 2000, True),
            ("Gorges", 100_000, 6000, False),
            ("Ferry", 9999, 800, True),
        ],
        1,
    )
]
WRITTEN: list[Entity] = [
    {"__typename": "Review", "id": str(n), "text": (PROSE * 2)[n : n + length], "isbn": str(isbn)}
    for n, (length, isbn) in enumerate(zip(LENGTHS, REVIEWED, strict=True), 1)
]


@dataclass(frozen=True, slots=True)
class Subgraph:
    """`sdl` as it is composed, what resolves its root fields, and an entity from what a gateway says of it."""

    sdl: str
    root: Mapping[str, Any]
    entity: Callable[[Entity], Entity]


def _review(review: Entity) -> Entity:
    author = {"__typename": "Reader", "id": "1", "handle": "xiaoyu", "reviews": lambda _: _of_reader()}
    return {**review, "book": _reviewed_book(review["isbn"]), "author": author}


def _reviewed_book(isbn: str) -> Entity:
    def reviews(_: Any) -> list[Entity]:
        return [_review(review) for review in WRITTEN if review["isbn"] == isbn]

    return {"__typename": "Book", "isbn": isbn, "reviews": reviews}


def _of_reader() -> list[Entity]:
    return [_review(review) for review in WRITTEN[:2]]


def _reviewed(said: Entity) -> Entity:
    match said["__typename"]:
        case "Book":
            return _reviewed_book(said["isbn"])
        case "Reader":
            return {"__typename": "Reader", "id": said["id"], "reviews": lambda _: _of_reader()}
        case _:
            return _review(next(review for review in WRITTEN if review["id"] == said["id"]))


def _stocked(said: Entity) -> Entity:
    book = _by(BOOKS, "isbn", said)
    price, weight = said.get("price"), said.get("weight")
    estimate = None if price is None or weight is None else 0 if price > 1000 else weight // 2
    return {"__typename": "Book", "isbn": book["isbn"], "inStock": book["inStock"], "shippingEstimate": estimate}


def _by(entities: list[Entity], key: str, said: Entity) -> Entity:
    return next(entity for entity in entities if entity[key] == said[key])


SUBGRAPHS: dict[str, Subgraph] = {
    "accounts": Subgraph(
        ACCOUNTS,
        {"me": READERS[0], "reader": lambda _, id: _by(READERS, "id", {"id": id}), "readers": READERS},
        lambda said: _by(READERS, "id", said),
    ),
    "catalogue": Subgraph(
        CATALOGUE, {"bestSellers": lambda _, first: BOOKS[:first]}, lambda said: _by(BOOKS, "isbn", said)
    ),
    "stock": Subgraph(STOCK, {}, _stocked),
    "reviews": Subgraph(REVIEWS, {}, _reviewed),
}
