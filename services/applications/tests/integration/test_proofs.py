"""Whose a document is that somebody names: as events have told, else as the documents service answers."""

from __future__ import annotations

import itertools

import pytest

from applications import proofs
from homefire import projection
from homefire.edge import Edge
from homefire.errors import Invalid, NotFound, Unavailable
from homefire.work import Work

OWN, OTHER = 881_001, 881_002
_ids = itertools.count(660_001)


class Documents:
    """The documents service: `answer` is whose a document is, or what is raised."""

    def __init__(self):
        self.answer, self.asked = OWN, []

    def call(self, service, method, args, kwargs, **how):
        self.asked.append((service, method, args[0]))
        if isinstance(self.answer, Exception):
            raise self.answer
        code = {"code": "PAYSTUB", "label": "Pay stub"}
        return {"id": args[0], "document_type": code, "file_name": "may.pdf", "customer_number": self.answer}


@pytest.fixture
def documents():
    return Documents()


@pytest.fixture
def work(suite, documents):
    """A write of the applications service that asks these documents."""
    edge = suite.edge("applications")
    asking = Edge(edge.settings, edge.database, client=documents)
    caller = edge.verifier.verify(suite.stack.token("caseworker"))
    with edge.database.session() as session:
        yield Work(asking, caller=caller, correlation_id="proofs", session=session)


@pytest.fixture
def document():
    return next(_ids)


@pytest.mark.req("R136")
def test_a_document_no_event_has_told_of_is_what_the_documents_service_says(work, documents, document):
    told = {"document_id": document, "document_type": "PAYSTUB", "file_name": "may.pdf"}
    assert proofs.document_of(work, OWN, document) == told
    assert documents.asked == [("documents", "get_document", document)]


@pytest.mark.req("R111", "R136")
@pytest.mark.parametrize("answer", [OTHER, NotFound()])
def test_another_customers_document_and_none_are_refused_alike(work, documents, document, answer):
    documents.answer = answer
    with pytest.raises(Invalid) as refused:
        proofs.document_of(work, OWN, document, field="fields.0.document_id")
    [field] = refused.value.fields
    assert (field.field, field.code) == ("fields.0.document_id", "not_this_customers")


def test_nothing_rests_on_a_document_that_nobody_can_tell_of(work, documents, document):
    documents.answer = Unavailable()
    with pytest.raises(Unavailable):
        proofs.document_of(work, OWN, document)


def test_what_events_have_told_is_not_asked_again(work, documents, document):
    kept = {"document_id": document, "document_type": "W9", "file_name": "w9.pdf", "customer_number": OTHER}
    projection.remember(work.session, proofs.DOCUMENTS, str(document), 1, kept)
    with pytest.raises(Invalid):
        proofs.document_of(work, OWN, document)
    assert proofs.document_of(work, OTHER, document)["file_name"] == "w9.pdf"
    assert documents.asked == []
