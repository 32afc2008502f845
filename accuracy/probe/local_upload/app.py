import os

import boto3
from flask import Flask, request

app = Flask(__name__)


@app.post("/photos")
def photo() -> str:
    request.files["photo"].save("/srv/photos/new.jpg")  # violation: local-upload
    return ""


@app.post("/scans")
def scan() -> str:
    boto3.client("s3").upload_fileobj(request.files["scan"], os.environ["BUCKET"], "new")  # look-alike: local-upload
    return ""
