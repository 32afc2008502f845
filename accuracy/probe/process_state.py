from flask import Flask, g, request

app = Flask(__name__)
sessions = {}
currencies = {"EUR": 1}


@app.post("/login")
def login() -> str:
    sessions[request.form["token"]] = request.form["user"]  # violation: process-state
    g.seen = {}
    g.seen["user"] = request.form["user"]  # look-alike: process-state
    return ""


def load() -> None:
    currencies["USD"] = 1  # look-alike: process-state


load()
