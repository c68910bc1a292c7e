package dev.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.events.telemetry.Telemetry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsPortTest {

    @ParameterizedTest
    @ValueSource(strings = {"0", "127.0.0.1:0"})
    void theProcessIsShownAndNothingElse(String address) throws Exception {
        try (MetricsPort port = MetricsPort.open(address)) {
            HttpResponse<String> page = get(port, "/metrics");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("content-type")).hasValue(Telemetry.CONTENT_TYPE);
            assertThat(page.body()).contains("\nprocess_start_time_seconds ");
            assertThat(get(port, "/metrics/more").statusCode()).isEqualTo(404);
            assertThat(get(port, "/").statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nine", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000"})
    void whatIsNoAddressIsSaidToBeNone(String address) {
        assertThatThrownBy(() -> MetricsPort.open(address))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("--metrics " + address + ": PORT or HOST:PORT is expected");
    }

    private static HttpResponse<String> get(MetricsPort port, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.port() + path))
                    .timeout(Duration.ofSeconds(60))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
