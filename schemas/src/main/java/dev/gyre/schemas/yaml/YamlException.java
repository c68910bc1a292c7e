package dev.gyre.schemas.yaml;

/** Text that is not YAML, or not YAML that JSON could say; the message names the line where it is known. */
public final class YamlException extends IllegalArgumentException {

    YamlException(String message) {
        super(message);
    }
}
