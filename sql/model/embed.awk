# sql/model/embed.awk: the files of the model as one function of the extension
#
# Usage: awk -f sql/model/embed.awk sql/model/*.sql     (the Makefile does)
#
# Prints CREATE FUNCTION ca_model_parts(): one row a file, its name without
# folder and suffix and its text, in the order of the arguments.
#
# A file whose first line begins with "-- for each WORD" is a template. It is
# rendered once for each line of WORDs.list beside it, and the renderings
# follow one another. The first line of a list names its columns, values are
# separated by tabs and may be empty, a line that begins with # is skipped;
# @column@ in the template stands for the value. "-- for each WORD where COLUMN"
# leaves the lines out in which that column is empty.
BEGIN {
	print "\nCREATE FUNCTION ca_model_parts() RETURNS TABLE (name text, ddl text)"
	print "\tLANGUAGE sql IMMUTABLE PARALLEL SAFE"
	print "BEGIN ATOMIC"
	print "\tSELECT p.name, p.ddl FROM (VALUES"
	for (i = 1; i < ARGC; i++)
		printf "($part$%s$part$::text,\n$part$%s$part$::text)%s", stem(ARGV[i]), part(ARGV[i]), i < ARGC - 1 ? ",\n" : ") AS p (name, ddl);\n"
	print "END;\n"
	print "COMMENT ON FUNCTION ca_model_parts() IS 'support function of create_model: the statements that make a model, in the order in which they run, with @placeholders@';"
}

function fail(message)
{
	print "sql/model/embed.awk: " message > "/dev/stderr"
	exit 1
}

function stem(file)
{
	sub(/^.*\//, "", file)
	sub(/\.sql$/, "", file)
	return file
}

function slurp(file,    line, text, status)
{
	while ((status = (getline line < file)) > 0)
		text = text line "\n"
	if (status < 0)
		fail("cannot read " file)
	close(file)
	if (index(text, "$part$"))
		fail(file " has $part$ in it")
	return text
}

# Not gsub, to which & and \ in the new text mean something.
function replace(text, old, new,    done, at)
{
	while ((at = index(text, old)) > 0) {
		done = done substr(text, 1, at - 1) new
		text = substr(text, at + length(old))
	}
	return done text
}

function part(file,    text, words, list)
{
	text = slurp(file)
	if (text !~ /^-- for each /)
		return text
	split(substr(text, 1, index(text, "\n") - 1), words, " ")
	list = file
	sub(/[^\/]*$/, words[4] "s.list", list)
	return render(text, list, words[5] == "where" ? words[6] : "")
}

function render(text, list, wanted,    rows, n, names, values, width, row, column, one, all, keep)
{
	n = split(slurp(list), rows, "\n")
	width = split(rows[1], names, "\t")
	for (row = 2; row < n; row++) {
		if (rows[row] ~ /^#/)
			continue
		if (split(rows[row], values, "\t") != width)
			fail(list ": line " row " has not " width " values")
		one = text
		keep = wanted == ""
		for (column = 1; column <= width; column++) {
			one = replace(one, "@" names[column] "@", values[column])
			keep = keep || names[column] == wanted && values[column] != ""
		}
		if (keep)
			all = all one
	}
	return all
}
