"""`python -m tests.bench.training [--real FOLDER] [--sroie FOLDER] [--write]`: learns the weights of the evidence.

Learns from pages by chance (`--invented N`), the rendered set's layouts for developing, and, where their folders are
given, from the sets of real documents whose licence allows it. Prints F1 by set, each left out: by the rules, then by
the evidence. `--write` writes `app/engine/evidence/weights.json` and `app/engine/lines/weights.json`; `--only` learns
one of both. `--keep` is a folder for samples between runs.

Needs LightGBM and scikit-learn (`uv sync --group training`), which the program itself does not.
"""

import argparse
import json
import pickle
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from app.domain.sure import SURE
from tests.bench.reading.real import auroc
from tests.bench.training import judging, learn, line_learning, line_samples, samples
from tests.bench.training.line_samples import Listed
from tests.bench.training.samples import Sample

Made = TypeVar("Made")
WEIGHTS = Path("app/engine/evidence/weights.json")
LINE_WEIGHTS = Path("app/engine/lines/weights.json")


def main() -> None:
    asked = argparse.ArgumentParser(prog="tests.bench.training")
    asked.add_argument("--real", type=Path, help="folder of sets with truths")
    asked.add_argument("--sroie", type=Path, help="folder with `key` and `box`")
    asked.add_argument("--invented", type=int, default=1800, help="pages by chance")
    asked.add_argument("--rendered", type=int, default=150, help="documents of the rendered set")
    asked.add_argument("--listings", type=int, default=1600, help="pages by chance with items")
    asked.add_argument("--keep", type=Path, default=Path("dist/training"))
    asked.add_argument("--processes", type=int, default=2)
    asked.add_argument("--write", action="store_true", help=f"write {WEIGHTS}")
    asked.add_argument("--only-samples", action="store_true", help="make the samples and stop")
    asked.add_argument("--only", choices=("fields", "lines"), help="of what to learn the weights; both unless told")
    options = asked.parse_args()
    options.keep.mkdir(parents=True, exist_ok=True)
    if options.only != "lines":
        _fields(options)
    if options.only != "fields":
        _lines(options)


def _lines(options: argparse.Namespace) -> None:
    every = _line_samples(options)
    if options.only_samples:
        return
    say("learning lines without each set")
    found = line_learning.left_out_scores(every)
    print("lines, each set left out:")
    for name in sorted({sample.set for sample in every}):
        own = [place for place, sample in enumerate(every) if sample.set == name]
        figures = line_learning.figures([every[place] for place in own], [found[place] for place in own])
        print(f"  {name}: {figures}; by the rules {line_learning.ruled([every[place] for place in own])}")
    sureness = line_learning.fit_sureness(every, found)
    print("sureness", sureness)
    if options.write:
        told = line_learning.written(every, sureness)
        LINE_WEIGHTS.write_text(json.dumps(told, separators=(",", ":")) + "\n", "utf-8")
        say(f"{LINE_WEIGHTS}: {LINE_WEIGHTS.stat().st_size // 1024} kB")


def _line_samples(options: argparse.Namespace) -> list[Listed]:
    keep: Path = options.keep
    made: list[Listed] = []
    made += _kept(keep / "lines-listings.pkl", lambda: line_samples.invented(range(options.listings)))
    made += _kept(keep / "lines-without.pkl", lambda: line_samples.without_items(range(options.listings // 2)))
    seeds = range(1000, 1000 + options.rendered)
    made += _kept(keep / "lines-rendered.pkl", lambda: line_samples.rendered(seeds))
    for name in line_samples.LEARNED if options.real else ():
        made += _kept(
            keep / f"lines-{name}.pkl", lambda name=name: line_samples.real(options.real, name, keep / "words")
        )
    return made


def _fields(options: argparse.Namespace) -> None:
    every = _samples(options)
    if options.only_samples:
        return
    say("learning without each set")
    first = learn.left_out_scores(every, options.processes)
    looked = learn.crossed_joint(every, first)
    sureness = judging.fit_sureness(every, looked)
    least = judging.fit_least(every, looked, sureness)
    _report(every, looked, sureness, least)
    print("sureness", sureness, "least", least)
    if options.write:
        say("learning from all")
        fields = learn.fit_fields(every, options.processes)
        joint = {role: learn.flat(model) for role, model in learn.fit_joint(every, first).items()}
        widths = {
            form: next(sample.forms[form].rows.shape[1] for sample in every if sample.forms[form].values)
            for form in every[0].forms
        }
        told = {
            "fields": fields,
            "joint": joint,
            "sureness": sureness,
            "least": least,
            "widths": widths,
        }
        WEIGHTS.write_text(json.dumps(told, separators=(",", ":")) + "\n", "utf-8")
        say(f"{WEIGHTS}: {WEIGHTS.stat().st_size // 1024} kB")


def _report(
    every: list[Sample], scores: samples.Scores, sureness: Mapping[str, Any], least: Mapping[str, float]
) -> None:
    """F1 of every set, left out, by the rules and by the evidence: all fields, then each; and how many of the values
    with a confidence of 0.9 or more are right."""
    groups = {"all": tuple(learn.FORM_OF), **{field: (field,) for field in learn.FORM_OF}}
    figures = {
        name: (judging.rules_by_set(every, fields), judging.f1_by_set(every, scores, sureness, least, fields))
        for name, fields in groups.items()
    }
    sure = judging.sure_by_set(every, scores, sureness, least)
    print(f"| set, left out: rules > evidence | documents | {' | '.join(groups)} | right at >= {SURE} | AUROC |")
    print(f"| --- | ---: |{' ---: |' * (len(groups) + 2)}")
    for name in sorted({sample.set for sample in every}):
        count = sum(sample.set == name for sample in every)
        cells = (
            f"{rules[name]:.3f} > {evidence[name]:.3f}" if name in rules else "" for rules, evidence in figures.values()
        )
        right = [ok for ok, confidence in sure[name] if confidence >= SURE]
        print(f"| {name} | {count} | {' | '.join(cells)} | {sum(right)} of {len(right)} | {auroc(sure[name])} |")


def _samples(options: argparse.Namespace) -> list[Sample]:
    keep: Path = options.keep
    made: list[Sample] = []
    for start in range(0, options.invented, 300):
        seeds = range(start, min(start + 300, options.invented))
        made += _kept(keep / f"invented-{seeds.start}-{seeds.stop}.pkl", lambda seeds=seeds: samples.invented(seeds))
    made += _kept(
        keep / f"rendered-{options.rendered}.pkl", lambda: samples.rendered(range(1000, 1000 + options.rendered))
    )
    for name in samples.REAL if options.real else ():
        made += _kept(keep / f"{name}.pkl", lambda name=name: samples.real(options.real, name, keep / "words"))
    if options.sroie:
        made += _kept(keep / "sroie.pkl", lambda: samples.sroie(options.sroie))
    return made


def _kept(file: Path, make: Callable[[], Iterable[Made]]) -> list[Made]:
    if file.exists():
        kept: list[Made] = pickle.loads(file.read_bytes())
        return kept
    made = list(make())
    file.write_bytes(pickle.dumps(made))
    say(f"{file.name}: {len(made)} samples")
    return made


def say(text: str) -> None:
    print(f"{time.process_time():.0f} s  {text}", flush=True)


if __name__ == "__main__":
    main()
