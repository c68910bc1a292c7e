package dev.gyre.gateway.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.discovery.SchemaDocuments.Dialect;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.custom.CustomSchema;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class CustomDocumentsTest {

    private static final String FREE = "{\"type\": \"object\", \"x-kubernetes-preserve-unknown-fields\": true}";

    private static ObjectNode document(String schema, Dialect dialect) {
        ObjectNode json = Json.readObject(schema.getBytes(StandardCharsets.UTF_8));
        return CustomDocuments.of(CustomSchema.ofResource(json), new SchemaDocuments(dialect));
    }

    /** kubectl takes a list of properties in version 2 for all that there may be. */
    @Test
    void whatMayHoldAnythingIsAnObjectInTheOlderDialectAndNothingMore() {
        assertThat(document(FREE, Dialect.V2)).isEqualTo(Json.object().put("type", "object"));
    }

    @Test
    void theNewerOneSaysItAllTheSame() {
        ObjectNode document = document(FREE, Dialect.V3);
        assertThat(document.path("x-kubernetes-preserve-unknown-fields").asBoolean(false))
                .isTrue();
        assertThat(document.path("properties").has("metadata")).isTrue();
    }

    @Test
    void whatHoldsOnlyWhatIsWrittenDownHasMetadataInBoth() {
        for (Dialect dialect : Dialect.values()) {
            ObjectNode document =
                    document("{\"type\": \"object\", \"properties\": {\"spec\": {\"type\": \"object\"}}}", dialect);
            assertThat(document.path("properties").propertyNames())
                    .containsExactlyInAnyOrder("apiVersion", "kind", "metadata", "spec");
        }
    }
}
