package dev.gyre.gateway.resources;

import dev.gyre.schemas.Guard;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.record.RecordFormatException;
import dev.gyre.schemas.record.RecordJson;
import java.util.List;
import tools.jackson.core.JacksonException;

/** The header {@code Gyre-Guards}: a JSON array, bounded because each guard is a comparison in the transaction. */
final class GuardHeader {

    private static final int MAX_GUARDS = 16;

    private GuardHeader() {}

    static List<Guard> read(String header) {
        List<Guard> guards;
        try {
            guards = RecordJson.guardsFromJson(Json.MAPPER.readTree(header));
        } catch (JacksonException | RecordFormatException e) {
            throw Refusal.badRequest("the header Gyre-Guards is malformed: " + e.getMessage());
        }
        if (guards.size() > MAX_GUARDS) {
            throw Refusal.badRequest("the header Gyre-Guards has more than " + MAX_GUARDS + " guards");
        }
        return guards;
    }
}
