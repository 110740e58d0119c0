/*
 * Jdbc: a model as pgJDBC shows it, for test/t/lib/Clients.pm
 *
 * Usage: java Jdbc HOST PORT DATABASE USER PASSWORD SCHEMA CALLS
 *
 * Prints what Clients.pm tells of. Everything is read in two ways: "prepared"
 * has each statement prepared in the server, with values in binary where the
 * driver knows how, and a plan that does not know the parameters; "simple" has
 * the driver write the parameters into the text of the query.
 */
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.security.MessageDigest;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.postgresql.PGResultSetMetaData;

public class Jdbc {
	static final OffsetDateTime EPOCH = OffsetDateTime.parse("1970-01-01T00:00:00Z");
	static PrintStream out;
	static int binary; // columns that came so in the way that is read

	static void print(String... words) {
		out.println(String.join("\t", words));
	}

	/* ---- Values ---- */

	static String element(Object value) {
		if (value == null)
			return "NULL";
		if (value instanceof Boolean)
			return (Boolean) value ? "t" : "f";
		String text = value.toString();
		return text.isEmpty() || text.equalsIgnoreCase("null") || text.matches("(?s).*[\\s{}\",\\\\].*")
				? '"' + text.replaceAll("([\"\\\\])", "\\\\$1") + '"'
				: text;
	}

	static String array(Array value) throws SQLException {
		List<String> elements = new ArrayList<>();
		for (Object one : (Object[]) value.getArray())
			elements.add(element(one));
		return "{" + String.join(",", elements) + "}";
	}

	// Each type as the class that a Java program would take for it.
	static String value(ResultSet rows, int column, String type) throws SQLException {
		if (rows.getObject(column) == null)
			return "\\N";
		if (type.startsWith("_"))
			return array(rows.getArray(column));
		switch (type) {
			case "bool":
				return String.valueOf(rows.getBoolean(column));
			case "int4":
				return String.valueOf(rows.getInt(column));
			case "int8":
				return String.valueOf(rows.getLong(column));
			case "float8":
				return String.format("%016x", Double.doubleToRawLongBits(rows.getDouble(column)));
			case "numeric":
				return rows.getObject(column, BigDecimal.class).toPlainString();
			case "date":
				return rows.getObject(column, LocalDate.class).toString();
			case "timestamptz":
				return String.valueOf(ChronoUnit.MICROS.between(EPOCH, rows.getObject(column, OffsetDateTime.class)));
			default:
				return rows.getString(column);
		}
	}

	// The number of rows, and the MD5 of each column's values, a line each
	static String digest(ResultSet rows) throws Exception {
		ResultSetMetaData about = rows.getMetaData();
		MessageDigest[] sums = new MessageDigest[about.getColumnCount()];
		for (int i = 0; i < sums.length; i++) {
			sums[i] = MessageDigest.getInstance("MD5");
			binary += about.unwrap(PGResultSetMetaData.class).getFormat(i + 1);
		}
		int count = 0;
		for (; rows.next(); count++)
			for (int i = 0; i < sums.length; i++)
				sums[i].update((value(rows, i + 1, about.getColumnTypeName(i + 1)) + "\n").getBytes(StandardCharsets.UTF_8));
		StringBuilder text = new StringBuilder().append(count);
		for (MessageDigest sum : sums)
			text.append(String.format(" %032x", new BigInteger(1, sum.digest())));
		return text.toString();
	}

	/* ---- Metadata ---- */

	// The views, each with its number of columns
	static Map<String, Integer> views(Connection connection, String schema) throws SQLException {
		DatabaseMetaData about = connection.getMetaData();
		Map<String, Integer> views = new LinkedHashMap<>();
		try (ResultSet rows = about.getTables(null, schema, "%", new String[] {"VIEW"})) {
			while (rows.next()) {
				views.put(rows.getString("TABLE_NAME"), 0);
				print("view", rows.getString("TABLE_NAME"), rows.getString("REMARKS"));
			}
		}
		try (ResultSet rows = about.getColumns(null, schema, "%", "%")) {
			while (rows.next()) {
				String view = rows.getString("TABLE_NAME");
				if (!views.containsKey(view))
					continue;
				views.put(view, rows.getInt("ORDINAL_POSITION"));
				print("column", view + " " + rows.getInt("ORDINAL_POSITION"), rows.getString("COLUMN_NAME"),
						rows.getString("TYPE_NAME"), rows.getString("REMARKS"));
			}
		}
		return views;
	}

	/* ---- Calls ---- */

	static Object[] elements(String value, String type) {
		String[] texts = value.isEmpty() ? new String[0] : value.split("\u001f", -1);
		Object[] elements = new Object[texts.length];
		for (int i = 0; i < texts.length; i++)
			elements[i] = texts[i].equals("\\N") ? null : type.equals("text[]") ? texts[i] : (Object) Long.valueOf(texts[i]);
		return elements;
	}

	static void bindNull(PreparedStatement query, int i, String type) throws SQLException {
		switch (type) {
			case "boolean":
				query.setNull(i, Types.BOOLEAN);
				break;
			case "integer":
				query.setNull(i, Types.INTEGER);
				break;
			case "bigint":
				query.setNull(i, Types.BIGINT);
				break;
			case "double precision":
				query.setNull(i, Types.DOUBLE);
				break;
			case "timestamptz":
				query.setNull(i, Types.TIMESTAMP_WITH_TIMEZONE);
				break;
			case "text[]":
			case "bigint[]":
				query.setNull(i, Types.ARRAY, type.equals("text[]") ? "_text" : "_int8");
				break;
			default:
				query.setNull(i, Types.VARCHAR);
		}
	}

	static void bind(PreparedStatement query, int i, String type, String value) throws SQLException {
		switch (value.equals("\\N") ? "NULL" : type) {
			case "NULL":
				bindNull(query, i, type);
				break;
			case "boolean":
				query.setBoolean(i, Boolean.parseBoolean(value));
				break;
			case "integer":
				query.setInt(i, Integer.parseInt(value));
				break;
			case "bigint":
				query.setLong(i, Long.parseLong(value));
				break;
			case "double precision":
				query.setDouble(i, Double.parseDouble(value));
				break;
			case "timestamptz":
				query.setObject(i, OffsetDateTime.parse(value));
				break;
			case "text[]":
			case "bigint[]":
				query.setArray(i, query.getConnection().createArrayOf(type.equals("text[]") ? "text" : "int8", elements(value, type)));
				break;
			default:
				query.setString(i, value);
		}
	}

	// NAME, SQL, then a type and a value for each parameter
	static void call(Connection connection, String mode, String[] words) throws Exception {
		String answer;
		try (PreparedStatement query = connection.prepareStatement(words[1])) {
			for (int i = 2; i < words.length; i += 2)
				bind(query, i / 2, words[i], words[i + 1]);
			answer = digest(query.executeQuery());
		} catch (SQLException error) {
			answer = "error " + error.getSQLState();
		}
		print("call", mode + " " + words[0], answer);
	}

	/* ---- Both ways ---- */

	static Connection connect(String[] arguments, String mode) throws SQLException {
		Properties wishes = new Properties();
		wishes.setProperty("user", arguments[3]);
		wishes.setProperty("password", arguments[4]);
		if (mode.equals("simple")) {
			wishes.setProperty("preferQueryMode", "simple");
		} else {
			wishes.setProperty("prepareThreshold", "-1"); // at once, and in binary
			wishes.setProperty("options", "-c plan_cache_mode=force_generic_plan");
		}
		return DriverManager.getConnection("jdbc:postgresql://" + arguments[0] + ":" + arguments[1] + "/" + arguments[2], wishes);
	}

	static void read(Connection connection, String mode, String schema, Map<String, Integer> views) throws Exception {
		for (Map.Entry<String, Integer> view : views.entrySet()) {
			StringBuilder order = new StringBuilder("1");
			for (int i = 2; i <= view.getValue(); i++)
				order.append(", ").append(i);
			String sql = "SELECT * FROM " + schema + "." + view.getKey() + " ORDER BY " + order;
			try (PreparedStatement query = connection.prepareStatement(sql)) {
				print("values", mode + " " + view.getKey(), digest(query.executeQuery()));
			}
		}
	}

	public static void main(String[] arguments) throws Exception {
		out = new PrintStream(System.out, false, "UTF-8");
		List<String> calls = Files.readAllLines(Paths.get(arguments[6]), StandardCharsets.UTF_8);
		Map<String, Integer> views = null;
		for (String mode : new String[] {"prepared", "simple"}) {
			binary = 0;
			try (Connection connection = connect(arguments, mode)) {
				if (views == null)
					views = views(connection, arguments[5]);
				read(connection, mode, arguments[5], views);
				for (String line : calls)
					call(connection, mode, line.split("\t", -1));
				print("binary", mode, String.valueOf(binary));
			}
		}
		out.flush();
	}
}
