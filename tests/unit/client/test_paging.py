from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_audit.client.messages import Answer, Request
from graph_audit.client.paging import ArrayPaging, CursorPaging, OffsetPaging, Single
from graph_audit.core.errors import ApiError, BadAnswerError

GET = Request("GET", "/list", params=(("expand", "a"), ("expand", "b")), endpoint="/list")
SEARCH = Request("POST", "/search", body={"groupIds": ["g"]})


class Replay:
    """Answers with the given bodies in turn and remembers what it was asked."""

    def __init__(self, *bodies):
        self.bodies = list(bodies)
        self.asked = []

    def __call__(self, request):
        self.asked.append(request)
        return Answer(200, {}, self.bodies[len(self.asked) - 1])


def rows_of(paging, send, request=GET):
    return [row for page in paging.pages(send, request) for row in page.rows]


splits = st.lists(st.lists(st.integers(), max_size=5), min_size=1, max_size=8)


def distinct(pages):
    """The same split with rows that differ, as rows with ids do."""
    return [[(number, at) for at in range(len(page))] for number, page in enumerate(pages)]


class TestSingle:
    @pytest.mark.parametrize(
        ("rows_at", "data", "rows"),
        [
            (None, [1, 2], [1, 2]),
            (None, {"id": 1}, [{"id": 1}]),
            (None, [], []),
            ("data", {"data": [1]}, [1]),
            ("data", {"data": {"id": 1}}, [{"id": 1}]),
        ],
    )
    def test_takes_a_list_or_one_row(self, rows_at, data, rows):
        send = Replay(data)

        assert rows_of(Single(rows_at), send) == rows
        assert send.asked == [GET]

    @pytest.mark.parametrize(("rows_at", "data"), [("data", {}), ("data", []), ("data", {"data": "x"}), (None, 7)])
    def test_refuses_anything_else(self, rows_at, data):
        with pytest.raises(BadAnswerError, match="GET /list"):
            rows_of(Single(rows_at), Replay(data))


class TestCursor:
    @pytest.mark.parametrize("end", [{}, {"links": {}}, {"links": None, "meta": None}, {"links": {"next": None}}])
    @pytest.mark.parametrize("place", ["links", "meta"])
    def test_reads_to_the_end(self, place, end):
        send = Replay({"data": [1], place: {"next": "c1"}}, {"data": [], place: {"next": "c2"}}, {"data": [2], **end})

        pages = list(CursorPaging().pages(send, GET))

        assert [(page.rows, page.following) for page in pages] == [([1], "c1"), ([], "c2"), ([2], "")]

    def test_an_empty_next_in_one_place_lets_the_other_speak(self):
        send = Replay({"data": [1], "links": {"next": ""}, "meta": {"next": "c"}}, {"data": [2]})

        assert rows_of(CursorPaging(), send) == [1, 2]

    @pytest.mark.parametrize(
        ("following", "path", "params"),
        [
            ("ab/+=", "/list", (("cursor", "ab/+="),)),
            ("//8/abc=", "/list", (("cursor", "//8/abc="),)),
            ("/other/list?cursor=a%2Bb&limit=5", "/list", (("cursor", "a+b"), ("limit", "5"))),
            ("?cursor=x", "/list", (("cursor", "x"),)),
            ("https://a.example/v1/list?cursor=x&q=", "https://a.example/v1/list", (("cursor", "x"), ("q", ""))),
            ("//b.example/list?cursor=x", "https://b.example/list", (("cursor", "x"),)),
        ],
    )
    def test_next_may_be_a_token_or_a_url(self, following, path, params):
        send = Replay({"data": [], "links": {"next": following}}, {"data": []})

        rows_of(CursorPaging(repeat_parameters=False), send)

        assert (send.asked[1].path, send.asked[1].params) == (path, params)
        assert send.asked[1].endpoint == "/list"

    @pytest.mark.parametrize("following", ["https://[?cursor=x", "//[?cursor=x", "http://\u2100/?cursor=x"])
    def test_a_next_page_that_is_no_address_is_a_bad_answer(self, following):
        with pytest.raises(BadAnswerError, match="whose address is none"):
            rows_of(CursorPaging(), Replay({"data": [1], "links": {"next": following}}))

    def test_other_parameters_are_repeated_unless_the_url_has_them(self):
        send = Replay(
            {"data": [], "links": {"next": "/l?cursor=x&expand=c"}}, {"data": [], "meta": {"next": "y"}}, {"data": []}
        )

        rows_of(CursorPaging(limit=7), send)

        assert [request.params for request in send.asked] == [
            (("expand", "a"), ("expand", "b"), ("limit", "7")),
            (("limit", "7"), ("cursor", "x"), ("expand", "c")),
            (("expand", "a"), ("expand", "b"), ("limit", "7"), ("cursor", "y")),
        ]

    @pytest.mark.parametrize("following", ["x", "/search?cursor=x", "https://a.example/search?cursor=x"])
    def test_in_a_body_the_filter_goes_with_the_cursor(self, following):
        send = Replay({"data": [], "links": {"next": following}}, {"data": []})

        rows_of(CursorPaging(send_in="body", limit=7), send, SEARCH)

        assert [request.body for request in send.asked] == [
            {"groupIds": ["g"], "limit": 7},
            {"groupIds": ["g"], "limit": 7, "cursor": "x"},
        ]
        assert send.asked[1].params == ()

    def test_in_a_body_the_cursor_can_go_alone(self):
        send = Replay({"data": [], "links": {"next": "x"}}, {"data": []})

        rows_of(CursorPaging(send_in="body", repeat_parameters=False, limit=7), send, Request("POST", "/w"))

        assert [request.body for request in send.asked] == [{"limit": 7}, {"cursor": "x"}]

    def test_a_cursor_that_comes_back_is_an_error_after_the_rows(self):
        send = Replay(*({"data": [number], "links": {"next": "ab"[number % 2]}} for number in range(9)))
        rows = []

        pages = (rows.extend(page.rows) for page in CursorPaging().pages(send, GET))
        with pytest.raises(BadAnswerError, match="never end"):
            list(pages)

        assert rows == [0, 1, 2]

    @pytest.mark.parametrize(
        "data",
        [
            [1],
            None,
            {"data": {}},
            {"values": []},
            {"data": [], "links": {"next": {"href": "x"}}},
            {"data": [], "meta": {"next": 7}},
            {"data": [], "links": {"next": "/list?page=2"}},
        ],
    )
    def test_other_shapes_are_refused(self, data):
        with pytest.raises(BadAnswerError):
            rows_of(CursorPaging(), Replay(data))

    @given(splits)
    def test_no_split_loses_or_repeats_a_row(self, pages):
        pages = distinct(pages)
        last = len(pages) - 1
        bodies = [{"data": p, "links": {"next": None if n == last else f"c{n}"}} for n, p in enumerate(pages)]

        assert rows_of(CursorPaging(), Replay(*bodies)) == list(chain(*pages))


class TestOffset:
    def test_advances_by_what_came_and_not_by_what_was_asked(self):
        send = Replay(
            {"values": [1, 2, 3], "isLast": False}, {"values": [4], "isLast": False}, {"values": [5], "isLast": True}
        )

        pages = list(OffsetPaging(page_size=100).pages(send, GET))

        assert [page.following for page in pages] == ["3", "4", ""]
        assert send.asked[1].params == (("expand", "a"), ("expand", "b"), ("startAt", "3"), ("maxResults", "100"))

    def test_a_page_size_of_the_request_itself_is_replaced(self):
        send = Replay({"values": [], "isLast": True})

        rows_of(
            OffsetPaging(page_size=7), send, Request("GET", "/list", params=(("maxResults", "9"), ("startAt", "4")))
        )

        assert send.asked[0].params == (("startAt", "0"), ("maxResults", "7"))

    @pytest.mark.parametrize(
        ("bodies", "why"),
        [
            ([{"values": [1], "isLast": True}], "isLast"),
            ([{"values": [1], "total": 1}], "total"),
            ([{"values": [1], "isLast": None, "total": 1}], "isLast null is absent"),
            ([{"values": [1]}, {"values": []}], "an empty page"),
            ([{"values": [1], "isLast": False, "total": 1}, {"values": [], "isLast": False}], "isLast beats total"),
        ],
    )
    def test_ends(self, bodies, why):
        send = Replay(*bodies)

        assert rows_of(OffsetPaging(), send) == [1], why
        assert len(send.asked) == len(bodies)

    @pytest.mark.parametrize("end", [{"values": [2], "isLast": True}, {"values": []}])
    def test_an_end_before_the_length_that_the_server_names_is_an_error_after_the_rows(self, end):
        pages = OffsetPaging().pages(Replay({"values": [1], "total": 3, "isLast": False}, end | {"total": 3}), GET)

        assert next(pages).rows == [1]
        assert next(pages).rows == end["values"]
        with pytest.raises(BadAnswerError, match="of 3 rows"):
            next(pages)

    @pytest.mark.parametrize("echo", [{"startAt": 0}, {}])
    def test_a_server_that_ignores_the_offset_is_an_error(self, echo):
        send = Replay(*[{"values": [{"id": 1}], "isLast": False, **echo}] * 3)

        with pytest.raises(BadAnswerError, match="from 1 on"):
            rows_of(OffsetPaging(), send)
        assert len(send.asked) == 2

    def test_the_same_rows_for_another_offset_are_an_error_even_if_the_server_names_that_offset(self):
        send = Replay(*({"values": [{"id": 1}], "isLast": False, "startAt": start} for start in range(3)))

        with pytest.raises(BadAnswerError, match="from 1 on"):
            rows_of(OffsetPaging(), send)

    @pytest.mark.parametrize("data", [[1], None, {"values": {}}, {"data": []}])
    def test_other_shapes_are_refused(self, data):
        with pytest.raises(BadAnswerError):
            rows_of(OffsetPaging(), Replay(data))

    @given(
        st.integers(0, 30),
        st.lists(st.integers(1, 7), min_size=31, max_size=31),
        st.sampled_from(["total", "isLast", ""]),
    )
    def test_no_split_loses_or_repeats_a_row(self, count, sizes, style):
        everything = list(range(count))

        def send(request):
            start = int(dict(request.params)["startAt"])
            rows = everything[start : start + sizes[start]]
            ends = {"total": {"total": count}, "isLast": {"isLast": start + len(rows) >= count}, "": {}}
            return Answer(200, {}, {"values": rows, "startAt": start, **ends[style]})

        assert rows_of(OffsetPaging(), send) == everything


class TestArray:
    def test_only_an_empty_array_is_the_end(self):
        send = Replay([1, 2], [3], [])

        pages = list(ArrayPaging(page_size=2).pages(send, GET))

        assert [(page.rows, page.following) for page in pages] == [([1, 2], "2"), ([3], "3"), ([], "")]
        assert send.asked[2].params[2:] == (("startAt", "3"), ("maxResults", "2"))

    def test_a_server_that_ignores_the_offset_is_an_error(self):
        with pytest.raises(BadAnswerError, match="same page again"):
            rows_of(ArrayPaging(), Replay([{"id": 1}], [{"id": 1}]))

    @pytest.mark.parametrize("data", [{"values": []}, None, "rows"])
    def test_other_shapes_are_refused(self, data):
        with pytest.raises(BadAnswerError):
            rows_of(ArrayPaging(), Replay(data))

    @given(st.integers(0, 30), st.lists(st.integers(1, 7), min_size=31, max_size=31))
    def test_no_split_loses_or_repeats_a_row(self, count, sizes):
        everything = list(range(count))

        def send(request):
            start = int(dict(request.params)["startAt"])
            return Answer(200, {}, everything[start : start + sizes[start]])

        assert rows_of(ArrayPaging(), send) == everything


@pytest.mark.parametrize("paging", [CursorPaging(), OffsetPaging(rows_at="data"), ArrayPaging()])
def test_rows_before_an_error_stay_valid(paging):
    def send(request):
        if dict(request.params).get("cursor") or dict(request.params).get("startAt") == "1":
            raise ApiError("failed", status=500)
        data = [1] if isinstance(paging, ArrayPaging) else {"data": [1], "links": {"next": "c"}}
        return Answer(200, {}, data)

    pages = paging.pages(send, GET)

    assert next(pages).rows == [1]
    with pytest.raises(ApiError, match="failed"):
        next(pages)
