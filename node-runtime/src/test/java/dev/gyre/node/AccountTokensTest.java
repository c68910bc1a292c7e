package dev.gyre.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.schemas.ApiClient.Token;
import dev.gyre.schemas.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a kubelet asks for a token, with a clock that stands still until it is moved. */
class AccountTokensTest {

    private static final String SOURCE = "{'serviceAccountToken': {'path': 'token', 'expirationSeconds': %d}}";

    private final InMemoryApi api = new InMemoryApi();
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private final AccountTokens tokens = new AccountTokens(api, () -> now);

    AccountTokensTest() {
        api.clock = () -> now;
    }

    private Resource pod(String name, String... sources) {
        return api.createPod(
                "n",
                "{'metadata': {'name': '" + name + "'}, 'spec': {'serviceAccountName': 'robot', 'volumes': ["
                        + "{'name': 'v', 'projected': {'sources': [" + String.join(",", sources) + "]}}]}}");
    }

    private List<String> values(Resource pod) {
        return tokens.find(pod).toCompletableFuture().join().values().stream()
                .map(Token::value)
                .toList();
    }

    @Test
    void aTokenIsKeptForFourFifthsOfItsLife() {
        Resource pod = pod("p", SOURCE.formatted(1000));
        assertThat(values(pod)).containsExactly("token-1-of-robot-for-");
        now = now.plusSeconds(800);
        assertThat(values(pod)).containsExactly("token-1-of-robot-for-");
        now = now.plusSeconds(1);
        assertThat(values(pod)).containsExactly("token-2-of-robot-for-");
    }

    @Test
    void noTokenIsUsedForMoreThanADay() {
        Resource pod = pod("p", SOURCE.formatted(Duration.ofDays(10).toSeconds()));
        values(pod);
        now = now.plus(Duration.ofHours(24));
        assertThat(values(pod)).containsExactly("token-1-of-robot-for-");
        now = now.plusSeconds(1);
        assertThat(values(pod)).containsExactly("token-2-of-robot-for-");
    }

    @Test
    void theOldOneServesWhileTheNewOneIsRefusedAndNoLonger() {
        Resource pod = pod("p", SOURCE.formatted(1000));
        values(pod);
        api.refusesTokens = true;
        now = now.plusSeconds(999);
        assertThat(values(pod)).containsExactly("token-1-of-robot-for-");
        now = now.plusSeconds(1);
        assertThatThrownBy(() -> values(pod))
                .hasRootCauseMessage("failed to fetch token: no token for " + "serviceaccounts/default/robot");
        api.refusesTokens = false;
        assertThat(values(pod)).containsExactly("token-2-of-robot-for-");
    }

    @Test
    void audiencesHaveTokensOfTheirOwnAndPodsToo() {
        String vault = "{'serviceAccountToken': {'path': 'vault', 'audience': 'vault'}}";
        assertThat(values(pod("p", SOURCE.formatted(3600), vault)))
                .containsExactlyInAnyOrder("token-1-of-robot-for-", "token-2-of-robot-for-vault");
        assertThat(values(pod("q", vault))).containsExactly("token-3-of-robot-for-vault");
    }

    @Test
    void aPodThatIsGoneIsForgotten() {
        Resource pod = pod("p", SOURCE.formatted(1000));
        values(pod);
        tokens.forget(pod.uid());
        assertThat(values(pod)).containsExactly("token-2-of-robot-for-");
    }

    @Test
    void aTokenDoesNotPrintItself() {
        assertThat(tokens.find(pod("p", SOURCE.formatted(1000)))
                        .toCompletableFuture()
                        .join()
                        .toString())
                .doesNotContain("token-1");
    }
}
