"""The server benchmark refuses any address but this machine's, and times what it is given."""

from __future__ import annotations

import httpx
import pytest

from eval.bench import http


@pytest.mark.parametrize("url", ["http://192.168.1.2:8000", "https://example.org", "http://10.0.0.1"])
def test_only_loopback_is_timed(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert http.main(["--url", url]) == 2
    assert "loopback" in capsys.readouterr().err


def test_every_body_is_sent_and_timed() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.path)
        return httpx.Response(200, json={})

    with httpx.Client(base_url="http://127.0.0.1", transport=httpx.MockTransport(answer)) as client:
        times = http._times(client, "/ask", [http._question("a"), http._question("b")], 2)
    assert len(times) == 2
    assert min(times) >= 0
    assert seen == ["/ask"] * 3


def test_an_error_of_the_server_is_not_timed_as_an_answer() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(500))
    with (
        httpx.Client(base_url="http://127.0.0.1", transport=transport) as client,
        pytest.raises(httpx.HTTPStatusError),
    ):
        http._times(client, "/screen", [http._facts(1)], 1)
