package dev.gyre.gateway.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.UserInfo;
import dev.gyre.schemas.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ComponentStatusesTest {

    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    private CompletableFuture<Long> store = CompletableFuture.completedFuture(7L);
    private final ComponentStatuses components = new ComponentStatuses(() -> store);

    @Test
    void theStoreIsAskedAndOfTheOthersNothingIsSaid() {
        assertThat(rows())
                .containsExactly(
                        "[\"controller-manager\",\"Unknown\",\"\",\"\"]",
                        "[\"scheduler\",\"Unknown\",\"\",\"\"]",
                        "[\"etcd-0\",\"Healthy\",\"ok\",\"\"]");

        store = CompletableFuture.failedFuture(new IllegalStateException("gone"));
        assertThat(rows()).contains("[\"etcd-0\",\"Unhealthy\",\"\",\"it does not answer\"]");
    }

    @Test
    void oneIsReadByNameAndWithAWarning() {
        ApiResponse.Full answer = ask("get", "etcd-0", "application/json");
        assertThat(answer.headers().get("warning")).contains("v1 ComponentStatus is deprecated in v1.19+");
        ObjectNode status = Json.readObject(answer.body());
        assertThat(status.at("/kind").asString()).isEqualTo("ComponentStatus");
        assertThat(status.at("/conditions/0/status").asString()).isEqualTo("True");
        assertThatThrownBy(() -> ask("get", "nobody", "application/json"))
                .isInstanceOf(StatusException.class)
                .hasMessageContaining("componentstatuses \"nobody\" not found");
        assertThatThrownBy(() -> ask("delete", "etcd-0", "application/json")).isInstanceOf(StatusException.class);
    }

    private List<String> rows() {
        return Json.readObject(ask("list", null, TABLE).body())
                .path("rows")
                .valueStream()
                .map(row -> row.path("cells").toString())
                .toList();
    }

    private ApiResponse.Full ask(String verb, @Nullable String name, String accept) {
        ApiRequest request =
                new ApiRequest("r", "GET", "/", Map.of(), Map.of("accept", accept), new byte[0], UserInfo.of("admin"));
        RequestInfo info = new RequestInfo(true, verb, "/", "", "v1", "v1", "", "componentstatuses", null, name);
        CompletionStage<ApiResponse> answer = components.answer(request, info);
        assertThat(answer).isNotNull();
        return (ApiResponse.Full) answer.toCompletableFuture().join();
    }
}
