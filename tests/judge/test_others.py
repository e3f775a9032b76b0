"""A passage on another thing is told from one on the promised thing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinuo.judge.others import another_thing


@pytest.mark.parametrize(
    ("promise", "passage"),
    [
        ("溪口大橋預計完工", "清流大橋業已完工"),
        ("柳浦海堤整建工程預定年底完工", "柳浦抽水站更新工程預計三月完工"),
        ("松溪水資源回收中心預計完工啟用", "松溪地區污水用戶接管累計完成800戶"),
        ("溪口大橋預計完工", "至建議於溪口大橋設置觀景平臺一節，現階段不予增設"),
        ("溪口大橋預計完工", "本工程與前開改建計畫係屬二案"),
        ("將於三峽區增設公共停車空間", "新店區公共停車空間業已啟用"),
        ("松嶺步道預計年底整修完成", "竹坑步道已整修完成"),
        ("將改善台南市偏遠低窪地區排水", "高雄市偏遠低窪地區排水已改善12處"),  # what both name is no place
        ("將於台南市補助裝設濾水器", "高雄市已補助裝設濾水器300戶"),
        ("將修正「岸邊船舶條例」", "刻正擬具「岸邊船舶管理辦法」草案"),
    ],
)
def test_another_name_work_or_request_is_another_thing(promise: str, passage: str) -> None:
    assert another_thing(promise, passage)


@pytest.mark.parametrize(
    ("promise", "passage"),
    [
        ("溪口大橋預計完工", "溪口大橋業已完工"),
        ("各國小將裝設冷氣", "竹圍國小已裝設冷氣"),
        ("松溪污水處理廠預計完工", "松溪水資源回收中心業已完工"),
        ("柳浦海堤整建工程預定年底完工", "第一段及第二段已完工"),
        ("將於溪口大橋設置觀景平臺", "至建議於溪口大橋設置觀景平臺一節，業已完工"),
        ("將於三峽區增設公共停車空間", "三峽已增設2處公共停車空間"),
        ("三鶯線三峽區段預計完工", "三鶯線鶯歌區段已完工"),
        ("將檢討地區停車需求", "新店區停車場已啟用"),
        ("將於各縣市補助裝設濾水器，由台南市先行", "高雄市已補助裝設濾水器300戶"),
        ("台南市段將推動「海岸步道計畫」", "高雄市段之「海岸步道計畫」已核定"),
    ],
)
def test_the_same_thing_in_other_words_is_no_other_thing(promise: str, passage: str) -> None:
    assert not another_thing(promise, passage)


NAMES = st.sampled_from(["溪口", "清流", "松嶺", "竹坑", "柳浦", "青禾", "明湖", "榮泉"])
KINDS = st.sampled_from(["大橋", "步道", "國小", "漁港", "水庫", "候車亭", "車站"])
TOWNS = st.sampled_from(["三峽區", "新店區", "埔里鎮", "美濃區", "吉安鄉", "頭份市", "那瑪夏區", "三地門鄉"])
MATTERS = st.sampled_from(["停車空間", "自行車道", "污水管線", "社區據點"])
TEXTS = st.text(st.sampled_from("於將已完成三峽新店區鄉鎮大橋步道海堤抽水站增設，。"), min_size=1, max_size=60)


@settings(deadline=None, max_examples=100)
@given(NAMES, NAMES, KINDS)
def test_two_things_of_one_kind_are_one_thing_only_under_one_name(one: str, other: str, kind: str) -> None:
    assert another_thing(f"{one}{kind}預計年底整建完成", f"{other}{kind}業已整建完成") == (one != other)


@settings(deadline=None, max_examples=100)
@given(TOWNS, TOWNS, MATTERS)
def test_a_work_in_another_township_is_another_thing(one: str, other: str, matter: str) -> None:
    assert another_thing(f"將於{one}增設{matter}", f"{other}{matter}業已增設") == (one != other)


@settings(deadline=None, max_examples=100)
@given(TEXTS)
def test_no_text_is_on_another_thing_than_itself(text: str) -> None:
    assert not another_thing(text, text)
