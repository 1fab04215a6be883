"""One provider, which answers everything."""

from kata.grader.toolkit import Reply


class Kettle:
    """Says that it is hot."""

    name = "kettle"
    default_port = 0
    examples = ("curl {url}/boil -d '{\"cups\": 2}'",)

    def __call__(self, request):
        return Reply.json(200, {"hot": True})


class Sugar(Kettle):
    """Not spoken of before the second stage."""

    name = "sugar"
    from_stage = 2


SIMULATORS = (Kettle, Sugar)
