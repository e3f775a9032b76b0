"""Every cue is found exactly where its pattern is, also one that is sought by the characters it can begin with."""

from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.extract.cues import cues, hits

_SIGNS = {cue.id: sorted(set(cue.pattern.pattern + cue.example) - set("\n")) for cue in cues()}


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_a_cue_is_found_where_its_pattern_is_and_nowhere_else(data: st.DataObject) -> None:
    cue = data.draw(st.sampled_from(cues()))
    pieces = st.one_of(st.sampled_from(_SIGNS[cue.id]), st.sampled_from([cue.example, cue.example[2:-2]]))
    text = "".join(data.draw(st.lists(pieces, max_size=30)))
    everywhere = [match.span() for match in cue.pattern.finditer(text) if match.end() > match.start()]
    found = [(hit.start, hit.end) for hit in hits([text])[0] if hit.cue is cue]
    assert found == everywhere


def test_every_example_is_found_by_its_cue() -> None:
    for cue in cues():
        assert cue.id in {hit.cue.id for hit in hits([cue.example])[0]}
