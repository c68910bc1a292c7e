package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.resources.TestApi.Answer;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;

/** Whatever is asked for: there is never more than the quota allows, and what is refused would have been too much. */
class QuotaPropertiesTest {

    private static final String NAMESPACE = "/api/v1/namespaces/default/";
    private static final int PODS = 5;
    private static final int MILLI_CPU = 1000;

    record Step(String verb, String name, int milliCpu) {}

    @Property(tries = 100)
    void neitherTooMuchNorTooLittle(@ForAll("steps") List<Step> steps) {
        TestApi api = new TestApi();
        api.call(
                "POST " + NAMESPACE + "resourcequotas",
                "{'metadata':{'name':'q'},'spec':{'hard':{'pods':'" + PODS + "','requests.cpu':'" + MILLI_CPU
                        + "m'}}}");
        for (Step step : steps) {
            int[] before = inUse(api);
            Answer answer = switch (step.verb()) {
                case "create" ->
                    api.call(
                            "POST " + NAMESPACE + "pods",
                            "{'metadata':{'name':'" + step.name() + "'},'spec':{'containers':[{'name':'c','image':'i',"
                                    + "'resources':{'requests':{'cpu':'" + step.milliCpu() + "m'}}}]}}");
                case "end" ->
                    api.call(
                            "PATCH " + NAMESPACE + "pods/" + step.name() + "/status",
                            "{'status':{'phase':'Failed'}}",
                            Map.of("content-type", "application/merge-patch+json"));
                default -> api.call("DELETE " + NAMESPACE + "pods/" + step.name());
            };
            int[] after = inUse(api);
            assertThat(after[0]).isLessThanOrEqualTo(PODS);
            assertThat(after[1]).isLessThanOrEqualTo(MILLI_CPU);
            if (answer.code() == 403) {
                assertThat(before[0] + 1 > PODS || before[1] + step.milliCpu() > MILLI_CPU)
                        .as(answer.message())
                        .isTrue();
            }
        }
    }

    private static int[] inUse(TestApi api) {
        int pods = 0;
        int milliCpu = 0;
        for (JsonNode pod : api.call("GET " + NAMESPACE + "pods").body().path("items")) {
            if (pod.path("status").path("phase").asString().equals("Pending")) {
                pods++;
                String cpu = pod.at("/spec/containers/0/resources/requests/cpu").asString();
                milliCpu += Integer.parseInt(cpu.replace("m", ""));
            }
        }
        return new int[] {pods, milliCpu};
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of("create", "create", "create", "end", "delete"),
                        Arbitraries.of("a", "b", "c", "d", "e", "f", "g", "h"),
                        Arbitraries.of(50, 150, 250, 350))
                .as(Step::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(50);
    }
}
