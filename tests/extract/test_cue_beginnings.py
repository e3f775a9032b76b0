"""A cue that names the characters it can begin with is found exactly where its pattern is."""

from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.extract.cues import cues, hits

_SLOW = [cue for cue in cues() if cue.begins is not None]
_SIGNS = {cue.id: sorted(set(cue.pattern.pattern + cue.example) - set("\n")) for cue in _SLOW}


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_looking_only_where_a_cue_can_begin_finds_what_looking_everywhere_finds(data: st.DataObject) -> None:
    cue = data.draw(st.sampled_from(_SLOW))
    pieces = st.one_of(st.sampled_from(_SIGNS[cue.id]), st.sampled_from([cue.example, cue.example[2:-2]]))
    text = "".join(data.draw(st.lists(pieces, max_size=30)))
    everywhere = [match.span() for match in cue.pattern.finditer(text) if match.end() > match.start()]
    found = [(hit.start, hit.end) for hit in hits([text])[0] if hit.cue is cue]
    assert found == everywhere


def test_every_example_of_a_slow_cue_is_still_found() -> None:
    assert _SLOW
    for cue in _SLOW:
        assert cue.id in {hit.cue.id for hit in hits([cue.example])[0]}
