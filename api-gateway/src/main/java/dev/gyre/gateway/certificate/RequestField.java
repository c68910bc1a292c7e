package dev.gyre.gateway.certificate;

import java.util.Base64;
import tools.jackson.databind.JsonNode;

/** A field of bytes, in base64 as JSON has it. */
final class RequestField {

    private RequestField() {}

    /** None where it is no base64: the schema has refused that already. */
    static byte[] bytes(JsonNode base64) {
        try {
            return Base64.getMimeDecoder().decode(base64.asString(""));
        } catch (IllegalArgumentException malformed) {
            return new byte[0];
        }
    }
}
