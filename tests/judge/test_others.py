"""A passage on another thing is told from one on the promised thing."""

import pytest

from yinuo.judge.others import another_thing


@pytest.mark.parametrize(
    ("promise", "passage"),
    [
        ("溪口大橋預計完工", "清流大橋業已完工"),
        ("柳浦海堤整建工程預定年底完工", "柳浦抽水站更新工程預計三月完工"),
        ("松溪水資源回收中心預計完工啟用", "松溪地區污水用戶接管累計完成800戶"),
        ("溪口大橋預計完工", "至建議於溪口大橋設置觀景平臺一節，現階段不予增設"),
        ("溪口大橋預計完工", "本工程與前開改建計畫係屬二案"),
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
    ],
)
def test_the_same_thing_in_other_words_is_no_other_thing(promise: str, passage: str) -> None:
    assert not another_thing(promise, passage)
