import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.apache.jena.query.Dataset;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.QueryExecutionFactory;
import org.apache.jena.query.ResultSetFormatter;
import org.apache.jena.system.Txn;
import org.apache.jena.tdb2.TDB2;
import org.apache.jena.tdb2.TDB2Factory;

/** What Fuseki does of a dataset of TDB2 whose default graph is the union of all, to be asked. */
public class Server {
    public static void main(String[] given) throws IOException {
        Dataset data = TDB2Factory.connectDataset(given[0]);
        data.getContext().set(TDB2.symUnionDefaultGraph, true);
        int port = Integer.parseInt(given[1]);
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.createContext("/sparql", asked -> answer(data, asked));
        server.start();
        System.out.println("ready");
    }

    static void answer(Dataset data, HttpExchange asked) throws IOException {
        String body = new String(asked.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String query = URLDecoder.decode(body.substring("query=".length()), StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String kind = "application/sparql-results+json";
        int status = 200;
        try {
            kind = Txn.calculateRead(data, () -> write(data, query, out));
        } catch (RuntimeException error) {
            status = 400;
            out.reset();
            out.writeBytes(String.valueOf(error.getMessage()).getBytes(StandardCharsets.UTF_8));
        }
        asked.getResponseHeaders().set("Content-Type", kind);
        asked.sendResponseHeaders(status, out.size() == 0 ? -1 : out.size());
        asked.getResponseBody().write(out.toByteArray());
        asked.close();
    }

    static String write(Dataset data, String query, ByteArrayOutputStream out) {
        try (QueryExecution execution = QueryExecutionFactory.create(query, data)) {
            if (execution.getQuery().isSelectType()) {
                ResultSetFormatter.outputAsJSON(out, execution.execSelect());
            } else if (execution.getQuery().isAskType()) {
                ResultSetFormatter.outputAsJSON(out, execution.execAsk());
            } else {
                execution.execConstruct().write(out, "N-TRIPLES");
                return "application/n-triples";
            }
            return "application/sparql-results+json";
        }
    }
}
