"""That a notebook's checks can fail: each wrong thing is told, in one line, and what is right is not.

    expect_test.py

Python's own library is enough to run it.
"""
import base64
import html
import json
import unittest
import urllib.parse

import expect
import typed

ONE_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)


class Node(dict):
    """What nbformat makes of a notebook: a dictionary whose keys are attributes too."""

    __getattr__ = dict.__getitem__


def cell(*outputs, **expected):
    return Node(metadata={"valkka": expected}, outputs=[Node(output) for output in outputs])


def shown(mime, content):
    return {"output_type": "display_data", "data": {mime: content}}


def stream(name, text):
    return {"output_type": "stream", "name": name, "text": text}


def picture(png):
    return shown("image/png", base64.b64encode(png).decode())


ERROR = {
    "output_type": "error",
    "ename": "EvalException",
    "evalue": "ValkkaException: no camera there",
    "traceback": ["\x1b[31mValkkaException: no camera there\x1b[0m", "  it was looked for at rtsp://127.0.0.1"],
}


class ExpectationsTest(unittest.TestCase):
    def assert_one_line(self, checked, words):
        found = expect.findings(checked)
        self.assertEqual(1, len(found), found)
        self.assertIn(words, found[0])
        self.assertEqual(1, len(found[0].splitlines()), found[0])

    def test_what_is_right_is_passed(self):
        right = cell(
            stream("stdout", "10 blo"), stream("stdout", "cks"), picture(ONE_PIXEL), text="^10 blocks", mime=["image/png"]
        )
        self.assertEqual([], expect.findings(right))
        self.assertEqual([], expect.findings(cell(ERROR, fails=True, text="no camera")))

    def test_another_text(self):
        self.assert_one_line(cell(stream("stdout", "9 blocks\nof 3"), text="10 blocks"), "no match for '10 blocks' in '9 blocks")

    def test_no_output_where_text_is_expected(self):
        self.assert_one_line(cell(text="10 blocks"), "no match for '10 blocks' in ''")

    def test_another_mime_type(self):
        self.assert_one_line(cell(picture(ONE_PIXEL), mime=["text/html"]), "no text/html, only ['image/png']")

    def test_an_error(self):
        self.assert_one_line(cell(ERROR), "ValkkaException: no camera there")

    def test_an_error_that_does_not_come(self):
        self.assert_one_line(cell(stream("stdout", "fine"), fails=True), "it should have failed")

    def test_standard_error(self):
        self.assert_one_line(cell(stream("stderr", "WARNING\nof a library")), "it wrote to the standard error: 'WARNING")

    def test_a_picture_that_was_cut(self):
        self.assert_one_line(cell(picture(ONE_PIXEL[:-14])), "image/png that does not decode")

    def test_a_picture_that_is_damaged(self):
        damaged = bytearray(ONE_PIXEL)
        damaged[45] ^= 1
        self.assert_one_line(cell(picture(bytes(damaged))), "image/png that does not decode")

    def test_other_pictures(self):
        jpeg = base64.b64encode(b"\xff\xd8\xff and no end").decode()
        self.assert_one_line(cell(shown("image/jpeg", jpeg)), "image/jpeg that does not decode")
        self.assert_one_line(cell(shown("image/svg+xml", "<svg><g></svg>")), "image/svg+xml that does not decode")

    def test_an_output_that_is_too_large(self):
        self.assert_one_line(cell(shown("text/html", "x" * (expect.LARGEST_OUTPUT + 1))), "at most 10000000")


class TypedTest(unittest.TestCase):
    def test_who_is_asked_as_expected_has_nothing_to_say(self):
        typist = typed.Typist([typed.Answer("User", "admin"), typed.Answer("Password", "geheim", secret=True)])
        self.assertEqual("admin", typist.answer("User (nothing: none): ", False))
        self.assertEqual("geheim", typist.answer("Password: ", True))
        self.assertEqual([], typist.findings())

    def test_a_password_that_is_asked_for_openly(self):
        typist = typed.Typist([typed.Answer("Password", "geheim", secret=True)])
        typist.answer("Password: ", False)
        self.assertEqual(["it asked openly 'Password: ', where 'Password' was expected"], typist.findings())

    def test_a_question_too_many_and_one_too_few(self):
        typist = typed.Typist([])
        self.assertEqual("", typist.answer("User: ", False))
        self.assertEqual(["it asked openly 'User: ', where 'nothing' was expected"], typist.findings())
        self.assertEqual(["it did not ask for 'User'"], typed.Typist([typed.Answer("User", "")]).findings())

    def test_a_password_that_can_be_read(self):
        for text in (typed.HARD, urllib.parse.quote(typed.HARD, safe=""), json.dumps(typed.HARD), html.escape(typed.HARD)):
            for piece in (text, text[: len(text) // 3], text[len(text) * 2 // 3 :]):
                found = list(typed.leaks([typed.HARD], {"the page": f"<p>{piece}</p>", "the log": "rtsp://admin:***@127.0.0.1"}))
                self.assertEqual(["a piece of a typed password stands in the page"], found, piece)


if __name__ == "__main__":
    unittest.main()
