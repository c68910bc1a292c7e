package dev.gyre.gateway.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.discovery.SchemaDocuments.Dialect;
import dev.gyre.schemas.definitions.Definitions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class SchemaDocumentsTest {

    private static final String SURGE = "io.k8s.api.apps.v1.RollingUpdateDeployment";
    private static final String EITHER = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";

    /** By that name {@code kubectl explain} tells what a field takes. */
    @ParameterizedTest
    @EnumSource
    void aScalarThatHasANameIsReferredTo(Dialect dialect) {
        SchemaDocuments documents = new SchemaDocuments(dialect);
        JsonNode surge = documents.define(SURGE, Definitions.of(SURGE)).at("/properties/maxSurge");

        JsonNode reference = dialect == Dialect.V2 ? surge : surge.path("allOf").path(0);
        assertThat(reference.path("$ref").asString("")).endsWith("/" + EITHER);
        assertThat(documents.definitions().get(EITHER)).isNotNull();
        assertThat(documents.definitions().get(EITHER).path("format").asString(""))
                .isEqualTo("int-or-string");
    }
}
