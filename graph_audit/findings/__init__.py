"""What checks found: findings, evidence, fingerprints."""
