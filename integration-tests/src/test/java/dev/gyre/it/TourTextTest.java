package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TourTextTest {

    @Test
    void agesAddressesSuffixesAndWidthsDoNotCount() {
        assertSame("""
                NAME                   READY   STATUS    RESTARTS      AGE   IP             NODE     NOMINATED NODE
                web-5bvt9cx2rk-67psg   1/1     Running   1 (3s ago)    20s   192.168.80.2   node-1   <none>
                """, """
                NAME                   READY   STATUS    RESTARTS       AGE    IP              NODE     NOMINATED NODE
                web-7d4b9cx2rk-qqqqq   1/1     Running   1 (12m ago)    2m1s   192.168.112.12  node-1   <none>
                """);
    }

    @Test
    void everythingElseDoes() {
        String table = """
                NAME   READY   STATUS    RESTARTS   AGE
                web    1/1     Running   0          20s
                """;
        assertDifferent(table, table.replace("Running", "Pending"));
        assertDifferent(table, table.replace("1/1", "0/1"));
        assertDifferent(table, table.replace(" 0 ", " 1 "));
        assertDifferent(table, table + "more\n");
        assertDifferent("cpu:  50m", "cpu:  60m");
        assertDifferent("pod \"a\" deleted", "pod \"b\" deleted");
    }

    /** They come in one second, and from several places. */
    @Test
    void eventsHaveNoOrder() {
        String first = "  Normal   Pulled     8s (x2 over 18s)  kubelet  Container image";
        String second = "  Normal   Created    18s               kubelet  Created container";
        String header = """
                Events:
                  Type     Reason     Age               From     Message
                  ----     ------     ----              ----     -------
                """;
        assertSame(header + first + "\n" + second, header + second + "\n" + first);
        assertDifferent(header + first, header + first.replace("Pulled", "Pulling"));
    }

    @Test
    void timesUidsAndPortsOfTheDayDoNotCount() {
        assertSame("Started: Fri, 27 Nov 2026 23:23:45 +0000", "Started: Thu, 01 Jan 1970 00:00:00 +0000");
        assertSame("2026-11-27T23:24:34Z", "2025-01-01T00:00:00.123Z");
        assertSame(
                "web_default(7c41b7d6-5e5d-406b-9200-566c9320da0c)",
                "web_default(a7c44de6-f241-4628-959a-d394bc935a16)");
        assertSame("80:31234/TCP", "80:30001/TCP");
        assertSame("ready in 3.1 s", "ready in 13.0 s");
    }

    private static void assertSame(String one, String other) {
        assertThat(comparable(one)).isEqualTo(comparable(other));
    }

    private static void assertDifferent(String one, String other) {
        assertThat(comparable(one)).isNotEqualTo(comparable(other));
    }

    private static List<String> comparable(String text) {
        return TourText.comparable(text.lines().toList());
    }
}
