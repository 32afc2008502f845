import requests


def stock(article: str) -> int:
    return requests.get(f"http://10.0.3.7:8000/stock/{article}", timeout=3).json()  # violation: url-peer


def rate(currency: str) -> float:
    return requests.get(f"https://api.github.com/rates/{currency}", timeout=3).json()  # look-alike: url-peer
