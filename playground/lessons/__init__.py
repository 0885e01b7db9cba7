"""What the lesson pages ask and get back: frozen records and tables, without TensorFlow and without a page.

A request record checks itself when it is built (LessonError), and writes the source text that the trainer
runs and the page shows. A report record holds plain data: numbers, NumPy arrays and texts.
"""

from __future__ import annotations
