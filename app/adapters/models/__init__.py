"""Language models, asked for a second opinion: one question and one strict parser of answers, two ways to ask."""
