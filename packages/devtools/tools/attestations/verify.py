"""Checks files of a release with the libraries of those who made the formats.

verify.py bom FILE             a CycloneDX bill of materials against CycloneDX's own schema, nothing unknown allowed
verify.py provenance FILE KEY  a DSSE envelope: signed by the key (PEM), an in-toto statement, a SLSA provenance
"""

import json
import sys
from pathlib import Path


def check_bom(path):
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    text = Path(path).read_text(encoding="utf-8")
    version = SchemaVersion.from_version(json.loads(text)["specVersion"])
    problem = JsonStrictValidator(version).validate_str(text)
    if problem:
        raise ValueError(f"{path} is no CycloneDX file: {problem.data.message}")
    return f"valid CycloneDX {version.to_version()}, {len(json.loads(text)['components'])} parts"


def check_provenance(path, key_path):
    from cryptography.hazmat.primitives.serialization import load_pem_public_key
    from google.protobuf import json_format
    from in_toto_attestation.predicates.provenance.v1 import provenance_pb2
    from in_toto_attestation.v1.statement import Statement
    from securesystemslib.dsse import Envelope
    from securesystemslib.signer import SSlibKey

    envelope = Envelope.from_dict(json.loads(Path(path).read_text(encoding="utf-8")))
    [signature] = envelope.signatures.keys()
    key = SSlibKey.from_crypto(load_pem_public_key(Path(key_path).read_bytes()), keyid=signature)
    envelope.verify([key], 1)
    body = json.loads(envelope.payload)
    statement = Statement.copy_from_pb(json_format.ParseDict(body, Statement([], "", {}).pb))
    statement.validate()
    if statement.pb.predicate_type != "https://slsa.dev/provenance/v1":
        raise ValueError(f"{statement.pb.predicate_type} is no provenance")
    # Fields that SLSA does not know are refused here; those that it requires must say something.
    provenance = json_format.ParseDict(body["predicate"], provenance_pb2.Provenance())
    required = {
        "buildType": provenance.build_definition.build_type,
        "externalParameters": provenance.build_definition.external_parameters,
        "builder.id": provenance.run_details.builder.id,
    }
    lacking = [name for name, value in required.items() if not value]
    if lacking:
        raise ValueError(f"the provenance lacks {', '.join(lacking)}")
    return f"signed in-toto statement about {len(body['subject'])} files, SLSA provenance v1"


CHECKS = {"bom": check_bom, "provenance": check_provenance}

try:
    print(CHECKS[sys.argv[1]](*sys.argv[2:]))
except Exception as error:
    sys.exit(f"{type(error).__name__}: {error}")
