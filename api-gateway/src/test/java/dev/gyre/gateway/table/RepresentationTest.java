package dev.gyre.gateway.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.UserInfo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepresentationTest {

    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private static final String PARTIAL = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";

    private static ApiRequest accepting(String accept) {
        UserInfo user = new UserInfo("u", "", List.of(), Map.of());
        return new ApiRequest("r", "POST", "/", Map.of(), Map.of("accept", accept), new byte[0], user);
    }

    @ParameterizedTest
    @ValueSource(strings = {TABLE, PARTIAL, TABLE + ", " + PARTIAL, "text/html"})
    void whatHasNoMetadataHasNoRowsAndNoParts(String accept) {
        assertThatThrownBy(() -> Representation.requireWhole(accepting(accept)))
                .isInstanceOfSatisfying(
                        StatusException.class,
                        refusal -> assertThat(refusal.status().code()).isEqualTo(406));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/vnd.kubernetes.protobuf",
                TABLE + ", application/json",
                TABLE + ",*/*",
                ""
            })
    void whoTakesItWholeGetsIt(String accept) {
        assertThatCode(() -> Representation.requireWhole(accepting(accept))).doesNotThrowAnyException();
    }
}
