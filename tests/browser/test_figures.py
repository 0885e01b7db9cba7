"""The figures of a stage and of the page Compare as files: SVG that other programs read, and PNG."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree as Xml

import pytest
from playwright.sync_api import Browser, Page, expect

from playground.core.experiment import Experiment
from playground.core.presets import PRESETS
from playground.export.targets import TARGETS, Material
from playground.locale import languages, say
from playground.trainer.worker import run_task
from tests.browser.qr_reading import read_code
from tools.drive.chromium import Witness
from tools.drive.server import Server
from tools.drive.stage import FIRST_LIMIT, Stage

SVG = "{http://www.w3.org/2000/svg}"


def taken(page: Page, name: str) -> Path:
    with page.expect_download() as download:
        page.locator(f"[data-take={name}]").click()
    return Path(download.value.path())


def texts(path: Path) -> list[str]:
    return [part.text or "" for part in Xml.parse(path).iter(f"{SVG}text")]


def longest(path: Path) -> int:
    """Places of the longest line of a figure."""
    return max(len(re.findall("[ML]", part.get("d") or "")) for part in Xml.parse(path).iter(f"{SVG}path"))


def test_plot_and_curve_are_taken_as_they_stand(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, "lr=0.02&steps=31&view=take").ready()
    expect(page.locator("[data-take=plot-svg]")).to_be_visible(timeout=1000 * FIRST_LIMIT)
    stage.scrub(31)
    stage.wait_exactly(31)
    for name in ("plot", "curve"):
        assert taken(page, f"{name}-png").read_bytes().startswith(b"\x89PNG")
    curve = taken(page, "curve-svg")
    assert say("stage.step_axis") in texts(curve)
    assert longest(curve) == 32, "a place of the curve for each row"
    plot = taken(page, "plot-svg")
    assert {"x₁", "x₂"} <= set(texts(plot)) or {"x1", "x2"} <= set("".join(texts(plot)).split())
    gradients = list(Xml.parse(plot).iter(f"{SVG}linearGradient"))
    assert gradients, "the shading of a linear model is exact at any size"


@pytest.mark.slow
def test_the_surface_of_compare_is_taken_as_svg(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/compare?view=surface&run=linear%3Flr%3D0.02%26steps%3D12")
    expect(page.get_by_test_id("compare")).to_have_attribute("data-state", "done", timeout=1000 * FIRST_LIMIT)
    page.get_by_role("tab", name=say("compare.take"), exact=True).click()
    path = taken(page, "svg")
    assert say("compare.optimum") in texts(path)
    assert longest(path) > 12
    curves = taken(page, "curves_svg")
    assert say("compare.step_axis") in texts(curves)
    assert longest(curves) >= 13


@pytest.mark.slow
def test_planes_beside_each_other_are_one_figure(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/compare?run=linear%3Flr%3D0.02&run=layers%3Fhidden%3D2%26steps%3D12")
    expect(page.get_by_test_id("compare")).to_have_attribute("data-state", "done", timeout=1000 * FIRST_LIMIT)
    names = page.locator(".gp-compare-plane .gp-run-name").all_inner_texts()
    numbers = page.locator(".gp-compare-plane .gp-run-numbers").all_inner_texts()
    grid = page.locator(".gp-compare-planes").bounding_box()
    assert grid
    page.get_by_role("tab", name=say("compare.take"), exact=True).click()
    path = taken(page, "planes_svg")
    assert {"1", "2", *names, *numbers} <= set(texts(path))
    root = Xml.parse(path).getroot()
    assert float(root.get("width") or "nan") == grid["width"]
    planes = root.findall(f"{SVG}svg")
    assert len(planes) == 2
    for plane in planes:
        x, width = (float(plane.get(name) or "nan") for name in ("x", "width"))
        assert 0 <= x < x + width <= grid["width"]
        assert len(list(plane.iter(f"{SVG}path"))) > 2
    assert list(planes[0].iter(f"{SVG}linearGradient")), "of the line, whose shading is exact"
    assert list(planes[1].iter(f"{SVG}image")), "of the network, whose shading is made of pixels"
    png = taken(page, "planes_png").read_bytes()
    size = [int.from_bytes(png[at : at + 4], "big") for at in (16, 20)]
    assert png.startswith(b"\x89PNG")
    assert size == [round(grid["width"]), round(grid["height"])]


@pytest.mark.slow
def test_a_report_opens_from_its_file_and_draws_its_figures(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    e = Experiment(lr=0.05, neg_n=60, pos_n=45, steps=25)
    path.write_bytes(TARGETS["report"].make(Material(e, "en", run_task, 1000)))
    context = browser.new_context(offline=True)
    witness = Witness(context)
    page = context.new_page()
    page.goto(path.as_uri())
    expect(page.locator(".gp-stage")).to_have_attribute("data-state", "done")
    curve = page.locator(".gp-report-curve svg")
    expect(curve.locator("text", has_text=say("stage.step_axis"))).to_have_count(1)
    lengths = [len(re.findall("[ML]", part.get_attribute("d") or "")) for part in curve.locator("path").all()]
    assert max(lengths) == 26
    assert page.locator(".gp-report-plot svg linearGradient").count() == 1
    assert witness.errors == []
    context.close()


REPORTED = {
    "a line": Experiment(lr=0.05, batch=16, steps=25, neg_n=60, pos_n=45),
    "a network of many settings": PRESETS["xor"].replace(
        steps=15, samples=40, optimizer="adam", features=("x1", "x2", "x1sq", "x2sq", "sinx1"), val=0.2
    ),
    "a run that diverged": Experiment(lr=5.0, neg_n=60, pos_n=45),
}


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("name", "language"), [(name, language) for name in REPORTED for language in languages()]
)
def test_a_report_is_one_sheet_whose_code_leads_to_its_run(
    browser: Browser, tmp_path: Path, name: str, language: str
) -> None:
    e, address = REPORTED[name], "https://playground.school.example/app"
    path = tmp_path / "report.html"
    path.write_bytes(TARGETS["report"].make(Material(e, language, run_task, 1000, address)))
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    expect(page.locator(".gp-stage")).to_have_attribute("data-state", "done")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    size = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert size
    assert [float(length) for length in size.groups()] == pytest.approx([595.3, 841.9], abs=1)  # A4 upright
    code = page.get_by_role("img", name=say("take.report.code", language), exact=True)
    link = urlsplit(read_code(code))
    page_name = "linear" if e.is_linear else "layers"
    assert (link.netloc, link.path) == ("playground.school.example", f"/app/{page_name}")
    assert Experiment.parse(dict(parse_qsl(link.query))) == e
    context.close()
