"""A scenario's JSON, with comments and commas after the last item, made strict."""
import re


def strip(text):
    """Comments and trailing commas away; strings kept."""
    token = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', re.S)
    text = token.sub(lambda m: m.group() if m.group().startswith('"') else " ", text)
    comma = re.compile(r'"(?:\\.|[^"\\])*"|,(?=\s*[}\]])', re.S)
    return comma.sub(lambda m: m.group() if m.group().startswith('"') else "", text)
